import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatAgo } from '../../account/parts/ago.ts'
import { Section } from '../../account/parts/page.tsx'
import { AwaitPages } from '../../account/parts/states.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { formatDateTime, formatNumber } from '../../i18n/format.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { Badge, ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { deliveriesKey, deliveryStatuses, type DeliveryStatus, redeliver, useDeliveries, type WebhookAttempt, type WebhookDelivery } from '../data/webhooks.ts'
import { t } from './messages.ts'

const kinds = { pending: 'warning', delivered: 'good', dead: 'danger' } as const satisfies Record<DeliveryStatus, string>

/** What was sent to a webhook, and what came of it. */
export const Deliveries = ({ id }: { id: string }) => {
  const [status, setStatus] = useState<DeliveryStatus>()
  const pages = useDeliveries(id, status)
  return (
    <Section title={t('deliveries')} lead={t('deliveries.lead')} actions={<Button icon='refresh' isBusy={pages.isRefetching} onClick={() => void pages.refetch()}>{t('deliveries.reload')}</Button>}>
      <div className='acc-tool-row'>
        <Select label={t('deliveries.status')} value={status ?? ''} onChange={event => setStatus(deliveryStatuses.find(status => status === event.target.value))}>
          <option value=''>{t('deliveries.all')}</option>
          {deliveryStatuses.map(status => <option key={status} value={status}>{t(`delivery.${status}`)}</option>)}
        </Select>
      </div>
      <AwaitPages pages={pages}>
        {deliveries => deliveries.length === 0
          ? <p className='muted' role='status'>{t('deliveries.none')}</p>
          : <ul role='list' className='acc-list'>{deliveries.map(delivery => <DeliveryItem key={delivery.id} webhookId={id} delivery={delivery} />)}</ul>}
      </AwaitPages>
    </Section>
  )
}

const DeliveryItem = ({ webhookId, delivery }: { webhookId: string; delivery: WebhookDelivery }) => {
  const { id, event, status, attemptCount, attempts, nextAttemptAt, repeats, createdAt } = delivery
  const queries = useQueryClient()
  const again = useAction(async () => {
    await redeliver(webhookId, id)
    await queries.invalidateQueries({ queryKey: deliveriesKey(webhookId) })
    showToast(t('redelivered'))
  })
  return (
    <li className='acc-item'>
      <div className='acc-item-main'>
        <div className='acc-item-name'><code>{event.type}</code><Badge kind={kinds[status]}>{t(`delivery.${status}`)}</Badge></div>
        <div className='acc-facts'>
          <time dateTime={createdAt} title={formatDateTime(createdAt)}>{formatAgo(createdAt)}</time>
          <span>{t('delivery.attempts', { count: attemptCount })}</span>
          {nextAttemptAt !== null && <span>{t('delivery.next', { when: formatAgo(nextAttemptAt) })}</span>}
          {repeats !== null && <span>{t('delivery.repeats')}</span>}
        </div>
        <details className='adm-more'>
          <summary>{t('delivery.details')}</summary>
          <div className='stack'>
            {attempts.length > 0 && <ol className='adm-attempts small muted'>{attempts.map(attempt => <li key={attempt.at}>{sayAttempt(attempt)}</li>)}</ol>}
            <pre className='adm-code' tabIndex={0} aria-label={t('delivery.payload')}>{JSON.stringify(event, null, 2)}</pre>
          </div>
        </details>
        {again.error !== undefined && <ErrorNote error={again.error} />}
      </div>
      {status !== 'pending' && <Button kind='quiet' icon='refresh' isBusy={again.isBusy} aria-label={t('redeliver.label', { event: event.type, when: formatDateTime(createdAt) })} onClick={() => void again.start()}>{t('redeliver')}</Button>}
    </li>
  )
}

const sayAttempt = ({ at, status, ms, error }: WebhookAttempt): string =>
  status === null ? t('delivery.silent', { when: formatDateTime(at), error: error ?? '–' }) : t('delivery.answered', { when: formatDateTime(at), status, ms: formatNumber(ms) })
