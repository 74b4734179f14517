import type { PageRoute } from '../app/router.tsx'

/** Pages for admins. */
export const adminRoutes: PageRoute[] = []
