import { lazy } from 'react'
import type { PageRoute } from '../app/router.tsx'

/** Pages about oneself. */
export const accountRoutes: PageRoute[] = [{ path: '/account/*?', page: lazy(() => import('./account-area.tsx')) }]
