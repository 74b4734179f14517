import type { PageRoute } from '../app/router.tsx'

/** Pages about oneself: `{ path: '/account', page: lazy(() => import('./account-page.tsx')) }`. */
export const accountRoutes: PageRoute[] = []
