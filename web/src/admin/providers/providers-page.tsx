import type { Provider, ProviderStatus } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { formatAgo } from '../../account/parts/ago.ts'
import { Page } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { providersQuery } from '../data/providers.ts'
import { statusQuery } from '../data/status.ts'
import { t as admin } from '../messages.ts'
import { formatMs } from '../parts/format-ms.ts'
import { t } from './messages.ts'
import { hostOf, Monogram } from './monogram.tsx'
import { SourceBadge, StateBadge } from './provider-state.tsx'

export const ProvidersPage = () => {
  const [, navigate] = useLocation()
  const query = useQuery(providersQuery)
  const { data: status } = useQuery(statusQuery)
  const add = <Button kind='primary' icon='plus' onClick={() => navigate('/admin/providers/new')}>{t('add')}</Button>
  return (
    <Page title={admin('providers')} lead={t('lead')} actions={add}>
      <Await query={query} lines={6}>
        {providers => providers.length === 0
          ? <EmptyState icon='plug' title={t('empty')} text={t('empty.text')} />
          : <ul role='list' className='adm-cards'>{providers.map(provider => <li key={provider.id}><ProviderCard provider={provider} status={status?.providers.find(({ id }) => id === provider.id)} /></li>)}</ul>}
      </Await>
    </Page>
  )
}

const ProviderCard = ({ provider: { id, name, kind, baseUrl, source, enabled }, status }: { provider: Provider; status: ProviderStatus | undefined }) => (
  <Link href={`/admin/providers/${id}`} className='adm-card'>
    <span className='adm-card-head'>
      <Monogram name={name} />
      <span className='adm-card-title'>
        <span className='adm-card-name'>{name}</span>
        <span className='muted small'>{kind}</span>
      </span>
      <StateBadge state={status?.state} enabled={enabled} />
    </span>
    <span className='muted small adm-card-address'>{hostOf(baseUrl)}</span>
    <span className='adm-card-foot muted small'>
      <span>{status?.lastCheckedAt == null ? t('never-checked') : t('checked', { when: formatAgo(status.lastCheckedAt) })}</span>
      {status?.latencyMs != null && <span className='numeric'>{admin('ms', { count: formatMs(status.latencyMs) })}</span>}
      <SourceBadge source={source} />
    </span>
  </Link>
)
