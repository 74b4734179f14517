import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Section } from '../../account/parts/page.tsx'
import { AwaitPages } from '../../account/parts/states.tsx'
import { formatDateTime, formatNumber, formatSeconds, formatUsd } from '../../i18n/format.ts'
import { Select } from '../../ui/field.tsx'
import { Badge } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type Period, requestTable, type UsageRequest, useRequests } from '../data/analytics.ts'
import { userNamesQuery } from '../data/users.ts'
import { CsvButton } from '../parts/csv-button.tsx'
import { t } from './messages.ts'
import { nameOf } from './name-of.ts'

const statuses = ['ok', 'failed', 'aborted'] as const

/** Calls one by one, newest first. */
export const Requests = ({ period }: { period: Period }) => {
  const [status, setStatus] = useState<UsageRequest['status']>()
  const asked = { ...period, status }
  const pages = useRequests(asked)
  const { data: names } = useQuery(userNamesQuery)
  const columns: Column<UsageRequest>[] = [
    { key: 'at', head: t('requests.at'), className: 'adm-nowrap', cell: ({ at, requestId }) => <time dateTime={at} title={requestId ?? undefined}>{formatDateTime(at)}</time> },
    { key: 'model', head: t('requests.model'), cell: ({ provider, model, asked }) => <span title={asked}>{provider === null ? model : `${provider}/${model}`}</span> },
    { key: 'who', head: t('requests.who'), cell: ({ userId }) => nameOf('user', { group: userId, name: userId === null ? null : names?.get(userId) ?? null }) },
    { key: 'status', head: t('requests.status'), cell: ({ status, error }) => <span title={error ?? undefined}><Badge kind={status === 'ok' ? 'good' : status === 'failed' ? 'danger' : 'plain'}>{t(`requests.status.${status}`)}</Badge></span> },
    { key: 'tokens', head: t('requests.tokens'), isNumeric: true, className: 'adm-nowrap', cell: ({ inputTokens, outputTokens, estimated }) => sayAbout(`${sayCount(inputTokens)} / ${sayCount(outputTokens)}`, estimated) },
    { key: 'cost', head: t('requests.cost'), isNumeric: true, cell: ({ costUsd, estimated }) => costUsd === null ? '–' : sayAbout(formatUsd(costUsd), estimated) },
    { key: 'latency', head: t('requests.latency'), isNumeric: true, cell: ({ latencyMs }) => formatSeconds(latencyMs) },
  ]
  return (
    <Section title={t('requests')} actions={<CsvButton label={t('csv.requests')} name='parlance-requests.csv' read={() => requestTable({ ...asked })} />}>
      <div className='acc-tool-row'>
        <Select label={t('requests.status')} value={status ?? ''} onChange={event => setStatus(statuses.find(status => status === event.target.value))}>
          <option value=''>{t('requests.status.all')}</option>
          {statuses.map(status => <option key={status} value={status}>{t(`requests.status.${status}`)}</option>)}
        </Select>
      </div>
      <AwaitPages pages={pages}>
        {requests => <Table caption={t('requests')} columns={columns} rows={requests} keyOf={({ id }) => id} empty={<p className='muted' role='status'>{t('requests.none')}</p>} />}
      </AwaitPages>
    </Section>
  )
}

const sayCount = (count: number | null): string => count === null ? '–' : formatNumber(count)

/** Of a call that its provider did not come to count. */
const sayAbout = (value: string, isEstimated: boolean): string => isEstimated ? t('requests.about', { value }) : value
