import { useState } from 'react'
import { Link } from 'wouter'
import { formatAgo } from '../../account/parts/ago.ts'
import { Page } from '../../account/parts/page.tsx'
import { AwaitPages } from '../../account/parts/states.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useWebhooks, type Webhook } from '../data/webhooks.ts'
import { t as admin } from '../messages.ts'
import { t } from './messages.ts'
import { NewWebhook } from './webhook-dialogs.tsx'
import { WebhookState } from './webhook-state.tsx'

export default function WebhooksPage () {
  const pages = useWebhooks()
  const [isNew, setIsNew] = useState(false)
  return (
    <Page title={admin('webhooks')} lead={t('lead')} actions={<Button kind='primary' icon='plus' onClick={() => setIsNew(true)}>{t('new')}</Button>}>
      <AwaitPages pages={pages}>
        {webhooks => webhooks.length === 0
          ? <EmptyState icon='link' title={t('empty')} text={t('empty.text')} />
          : <ul role='list' className='acc-list'>{webhooks.map(webhook => <WebhookItem key={webhook.id} webhook={webhook} />)}</ul>}
      </AwaitPages>
      {isNew && <NewWebhook onClose={() => setIsNew(false)} />}
    </Page>
  )
}

const WebhookItem = ({ webhook }: { webhook: Webhook }) => (
  <li className='acc-item'>
    <div className='acc-item-main'>
      <div className='acc-item-name'><Link href={`/admin/webhooks/${webhook.id}`}>{webhook.url}</Link><WebhookState webhook={webhook} /></div>
      {webhook.description !== null && <p className='muted small'>{webhook.description}</p>}
      <div className='acc-facts'>
        <span title={webhook.events.join(', ')}>{t('events.count', { count: webhook.events.length })}</span>
        {webhook.userId === null && <span>{t('house')}</span>}
        <span>{t('changed', { when: formatAgo(webhook.updatedAt) })}</span>
      </div>
    </div>
  </li>
)
