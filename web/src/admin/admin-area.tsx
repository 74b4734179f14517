import { lazy, Suspense } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { Area, type AreaLink } from '../account/parts/area.tsx'
import { Missing } from '../account/parts/missing.tsx'
import { useSurface } from '../account/parts/surface.ts'
import { ErrorBoundary } from '../app/error-boundary.tsx'
import { Skeleton } from '../ui/states.tsx'
import { AliasPage } from './aliases/alias-page.tsx'
import { AliasesPage } from './aliases/aliases-page.tsx'
import { AllKeysPage } from './keys/all-keys-page.tsx'
import { t } from './messages.ts'
import { OverviewPage } from './overview/overview-page.tsx'
import { EditProviderPage } from './providers/edit-provider-page.tsx'
import { GalleryPage } from './providers/gallery-page.tsx'
import { NewProviderPage } from './providers/new-provider-page.tsx'
import { ProviderPage } from './providers/provider-page.tsx'
import { ProvidersPage } from './providers/providers-page.tsx'
import { UserPage } from './users/user-page.tsx'
import { UsersPage } from './users/users-page.tsx'
import './admin.css'

const AnalyticsPage = lazy(() => import('./analytics/analytics-page.tsx'))
const WebhooksPage = lazy(() => import('./webhooks/webhooks-page.tsx'))
const WebhookPage = lazy(() => import('./webhooks/webhook-page.tsx'))
const AuditPage = lazy(() => import('./audit/audit-page.tsx'))

/** What admins look after. A section stands here only when the server has what it shows. */
export default function AdminArea () {
  const [path] = useLocation()
  const surface = useSurface()
  const hasAnalytics = surface?.hasPath('/api/v1/analytics/usage') === true
  const hasWebhooks = surface?.hasPath('/api/v1/webhooks') === true
  const hasAudit = surface?.hasPath('/api/v1/audit-log') === true
  const links: AreaLink[] = [
    { href: '/admin', label: t('overview'), icon: 'gauge' },
    { href: '/admin/providers', label: t('providers'), icon: 'plug' },
    { href: '/admin/aliases', label: t('aliases'), icon: 'tag' },
    { href: '/admin/users', label: t('users'), icon: 'users' },
    { href: '/admin/keys', label: t('keys'), icon: 'key' },
    ...hasAnalytics ? [{ href: '/admin/analytics', label: t('analytics'), icon: 'chart' } as const] : [],
    ...hasWebhooks ? [{ href: '/admin/webhooks', label: t('webhooks'), icon: 'link' } as const] : [],
    ...hasAudit ? [{ href: '/admin/audit', label: t('audit'), icon: 'file' } as const] : [],
  ]
  const Waiting = () => <div className='page acc-page'><Skeleton lines={6} /></div>
  return (
    <Area title={t('area')} links={links}>
      {/* what broke one page is not there on another */}
      <ErrorBoundary key={path}>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path='/admin'><OverviewPage /></Route>
            <Route path='/admin/providers'><ProvidersPage /></Route>
            <Route path='/admin/providers/new'><GalleryPage /></Route>
            <Route path='/admin/providers/new/:template'>{({ template }) => <NewProviderPage key={template} id={template} />}</Route>
            <Route path='/admin/providers/:id/edit'>{({ id }) => <EditProviderPage key={id} id={id} />}</Route>
            <Route path='/admin/providers/:id'>{({ id }) => <ProviderPage key={id} id={id} />}</Route>
            <Route path='/admin/aliases'><AliasesPage /></Route>
            <Route path='/admin/aliases/new'><AliasPage key='new' name={undefined} /></Route>
            <Route path='/admin/aliases/edit/:name'>{({ name }) => <AliasPage key={name} name={name} />}</Route>
            <Route path='/admin/users'><UsersPage /></Route>
            <Route path='/admin/users/:id'>{({ id }) => <UserPage key={id} id={id} />}</Route>
            <Route path='/admin/keys'><AllKeysPage /></Route>
            {hasAnalytics && <Route path='/admin/analytics'><AnalyticsPage /></Route>}
            {hasWebhooks && <Route path='/admin/webhooks'><WebhooksPage /></Route>}
            {hasWebhooks && <Route path='/admin/webhooks/:id'>{({ id }) => <WebhookPage key={id} id={id} />}</Route>}
            {hasAudit && <Route path='/admin/audit'><AuditPage /></Route>}
            <Route>{surface === undefined ? <Waiting /> : <Missing />}</Route>
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Area>
  )
}
