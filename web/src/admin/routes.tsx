import { lazy } from 'react'
import type { PageRoute } from '../app/router.tsx'

/** Pages for admins. */
export const adminRoutes: PageRoute[] = [{ path: '/admin/*?', page: lazy(() => import('./admin-area.tsx')) }]
