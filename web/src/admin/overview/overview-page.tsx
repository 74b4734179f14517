import type { Part, ProviderStatus, Status } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { formatAgo } from '../../account/parts/ago.ts'
import { Page, Section } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { useSurface } from '../../account/parts/surface.ts'
import { formatNumber } from '../../i18n/format.ts'
import { Badge } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { statusQuery } from '../data/status.ts'
import { t as admin } from '../messages.ts'
import { StateBadge } from '../providers/provider-state.tsx'
import { formatUptime } from './format-uptime.ts'
import { formatMs } from '../parts/format-ms.ts'
import { t } from './messages.ts'
import { Today } from './today.tsx'

/** How the server, what it stands on and its providers fare. */
export const OverviewPage = () => {
  const query = useQuery(statusQuery)
  const hasSummary = useSurface()?.hasPath('/api/v1/analytics/summary') === true
  return (
    <Page title={admin('overview')} lead={t('lead')}>
      <Await query={query} lines={6}>{status => <StatusView status={status} />}</Await>
      {hasSummary && <Today />}
    </Page>
  )
}

const StatusView = ({ status: { status, version, uptimeSeconds, activeCalls, parts, providers } }: { status: Status }) => (
  <>
    <dl className='adm-tiles'>
      <div className='adm-tile'><dt>{t('status')}</dt><dd>{t(`status.${status}`)}</dd></div>
      <div className='adm-tile'><dt>{t('calls')}</dt><dd>{formatNumber(activeCalls)}</dd></div>
      <div className='adm-tile'><dt>{t('uptime')}</dt><dd>{formatUptime(uptimeSeconds)}</dd></div>
      <div className='adm-tile'><dt>{t('version')}</dt><dd>{version}</dd></div>
    </dl>
    <Section title={t('parts')}>
      <ul role='list' className='acc-list'>
        {parts.map(part => (
          <li key={part.name} className='acc-item'>
            <div className='acc-item-main'>
              <span className='acc-item-name'>{sayPart(part)}</span>
              {part.detail !== undefined && <span className='acc-facts'>{part.detail}</span>}
            </div>
            <Badge kind={part.ok ? 'good' : 'danger'}>{t(part.ok ? 'part.ok' : 'part.failed')}</Badge>
          </li>
        ))}
      </ul>
    </Section>
    <Section title={t('providers')}>
      <Table caption={t('providers')} columns={columns()} rows={providers} keyOf={({ id }) => id} empty={<p className='muted'>{t('none')}</p>} />
    </Section>
  </>
)

const known = ['database', 'redis', 'cache', 'realtime'] as const

const sayPart = ({ name }: Part): string => {
  const part = known.find(known => known === name)
  return part === undefined ? name : t(`part.${part}`)
}

const columns = (): Column<ProviderStatus>[] => [
  { key: 'name', head: t('provider'), cell: ({ id, name }) => <Link href={`/admin/providers/${id}`}>{name}</Link> },
  { key: 'state', head: t('state'), cell: ({ state, enabled }) => <StateBadge state={state} enabled={enabled} /> },
  { key: 'latency', head: t('latency'), isNumeric: true, cell: ({ latencyMs }) => latencyMs === null ? '–' : admin('ms', { count: formatMs(latencyMs) }) },
  { key: 'checked', head: t('checked'), cell: ({ lastCheckedAt }) => lastCheckedAt === null ? t('never') : formatAgo(lastCheckedAt) },
]
