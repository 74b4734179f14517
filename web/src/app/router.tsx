import { type ComponentType, lazy, Suspense } from 'react'
import { Link, Route, Switch } from 'wouter'
import { accountRoutes } from '../account/routes.tsx'
import { adminRoutes } from '../admin/routes.tsx'
import { useUser } from '../session/use-session.ts'
import { EmptyState, Skeleton } from '../ui/states.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { t } from './messages.ts'

/** A page that is loaded when it is first shown. */
export type PageRoute = { path: string; page: ComponentType }

const ChatPage = lazy(() => import('../chat/chat-page.tsx'))

export const NotFound = () => (
  <main id='content' className='page'>
    <EmptyState isPage icon='help' title={t('app.not-found.title')} text={t('app.not-found.text')} action={<Link href='/'>{t('app.not-found.home')}</Link>} />
  </main>
)

const Loading = () => <main id='content' className='page'><Skeleton lines={6} /></main>

/** Every page behind the sign-in. */
export const Pages = () => {
  const { role } = useUser()
  const routes: PageRoute[] = [...accountRoutes, ...role === 'admin' ? adminRoutes : []]
  return (
    <ErrorBoundary>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path='/'><ChatPage /></Route>
          <Route path='/chat/:chatId'><ChatPage /></Route>
          {routes.map(({ path, page: Page }) => <Route key={path} path={path}><Page /></Route>)}
          <Route><NotFound /></Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  )
}
