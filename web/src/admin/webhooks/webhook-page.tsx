import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Missing } from '../../account/parts/missing.tsx'
import { Page, Section } from '../../account/parts/page.tsx'
import { Await } from '../../account/parts/states.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { isNotFound } from '../../app/query-client.ts'
import { formatDateTime, formatNumber } from '../../i18n/format.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm, Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Badge, ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { t as say } from '../../app/messages.ts'
import { deleteWebhook, testWebhook, updateWebhook, type Webhook, webhookQuery, webhooksKey, type WebhookTest } from '../data/webhooks.ts'
import { t as admin } from '../messages.ts'
import { Deliveries } from './deliveries.tsx'
import { t } from './messages.ts'
import { EditWebhook, RotateSecret } from './webhook-dialogs.tsx'
import { WebhookState } from './webhook-state.tsx'

export default function WebhookPage ({ id }: { id: string }) {
  const query = useQuery(webhookQuery(id))
  if (isNotFound(query.error)) return <Missing />
  const host = query.data !== undefined && URL.canParse(query.data.url) ? new URL(query.data.url).host : '…'
  return (
    <Page title={host} back={{ href: '/admin/webhooks', label: admin('webhooks') }}>
      <Await query={query} lines={6}>{webhook => <WebhookView webhook={webhook} />}</Await>
    </Page>
  )
}

const WebhookView = ({ webhook }: { webhook: Webhook }) => {
  const { id, url, events, description, enabled, disabledReason, previousSecretExpiresAt } = webhook
  const queries = useQueryClient()
  const [open, setOpen] = useState<'edit' | 'rotate' | 'disable' | 'delete'>()
  const [result, setResult] = useState<WebhookTest>()
  const close = () => setOpen(undefined)
  const test = useAction(async () => {
    setResult(undefined)
    setResult(await testWebhook(id))
  })
  const toggle = useAction(async (enabled: boolean) => {
    await updateWebhook(id, { enabled })
    await queries.invalidateQueries({ queryKey: webhooksKey })
    showToast(t(enabled ? 'enabled.done' : 'disabled.done'))
  })
  return (
    <>
      <div className='row between'>
        <div className='row'><WebhookState webhook={webhook} />{webhook.userId === null && <Badge>{t('house')}</Badge>}</div>
        <div className='row'>
          <Button icon='bolt' isBusy={test.isBusy} onClick={() => void test.start()}>{t('test')}</Button>
          <Button icon='edit' onClick={() => setOpen('edit')}>{admin('edit')}</Button>
          <Button icon='refresh' onClick={() => setOpen('rotate')}>{t('rotate')}</Button>
          <Button isBusy={toggle.isBusy} onClick={() => enabled ? setOpen('disable') : void toggle.start(true)}>{admin(enabled ? 'disable' : 'enable')}</Button>
        </div>
      </div>
      {disabledReason !== null && <p className='ui-error'>{t(`disabled.${disabledReason}`)}</p>}
      {result !== undefined && <TestResult result={result} />}
      {test.error !== undefined && <ErrorNote error={test.error} />}
      {toggle.error !== undefined && <ErrorNote error={toggle.error} />}
      <dl className='adm-facts'>
        <div><dt>{t('url')}</dt><dd>{url}</dd></div>
        {description !== null && <div><dt>{t('description')}</dt><dd>{description}</dd></div>}
        <div><dt>{t('events')}</dt><dd>{events.join(', ')}</dd></div>
        {previousSecretExpiresAt !== null && <div><dt>{t('secret')}</dt><dd>{t('overlap', { when: formatDateTime(previousSecretExpiresAt) })}</dd></div>}
      </dl>
      <Deliveries id={id} />
      <Section title={t('delete')} lead={t('delete.text')}>
        <div className='row'><Button kind='danger' icon='trash' onClick={() => setOpen('delete')}>{t('delete')}</Button></div>
      </Section>
      {open === 'edit' && <EditWebhook webhook={webhook} onClose={close} />}
      {open === 'rotate' && <RotateSecret webhook={webhook} onClose={close} />}
      {open === 'delete' && <DeleteWebhook id={id} onClose={close} />}
      {open === 'disable' && (
        <Confirm
          title={t('disable.title')} text={t('disable.text')} action={admin('disable')} onClose={close}
          onConfirm={() => {
            close()
            void toggle.start(false)
          }}
        />
      )}
    </>
  )
}

const TestResult = ({ result: { ok, attempt } }: { result: WebhookTest }) => (
  <div className={`adm-test ${ok ? 'good' : 'bad'}`} role='status'>
    <Icon name={ok ? 'check' : 'alert'} size={20} />
    <div>
      <p className='adm-test-title'>{ok ? t('test.ok', { status: attempt.status ?? '–', ms: formatNumber(attempt.ms) }) : t('test.failed')}</p>
      {attempt.error !== null && <p lang='en'>{attempt.error}</p>}
    </div>
  </div>
)

const DeleteWebhook = ({ id, onClose }: { id: string; onClose(): void }) => {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const remove = useAction(async () => {
    await deleteWebhook(id)
    navigate('/admin/webhooks')
    showToast(t('deleted'))
    queries.removeQueries({ queryKey: webhookQuery(id).queryKey })
    await queries.invalidateQueries({ queryKey: [...webhooksKey, 'list'] })
  })
  return (
    <Dialog
      title={t('delete.title')} size='small' onClose={onClose} canDismiss={!remove.isBusy}
      actions={<><Button onClick={onClose} disabled={remove.isBusy} data-first=''>{say('ui.cancel')}</Button><Button kind='danger' isBusy={remove.isBusy} onClick={() => void remove.start()}>{t('delete')}</Button></>}
    >
      <p>{t('delete.text')}</p>
      {remove.error !== undefined && <ErrorNote error={remove.error} />}
    </Dialog>
  )
}
