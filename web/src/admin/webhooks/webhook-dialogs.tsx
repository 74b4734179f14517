import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Secret } from '../../account/parts/secret.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { t as say } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { createWebhook, rotateWebhookSecret, updateWebhook, type Webhook, type WebhookInput, webhooksKey } from '../data/webhooks.ts'
import { t } from './messages.ts'
import { WebhookForm } from './webhook-form.tsx'

/** The secret, which lives in this dialog alone. It is closed by its button: a click beside it would lose it. */
const SecretDialog = ({ secret, onClose }: { secret: string; onClose(): void }) => (
  <Dialog title={t('created')} canDismiss={false} onClose={onClose} actions={<Button kind='primary' onClick={onClose}>{t('done')}</Button>}>
    <p className='muted'>{t('created.lead')}</p>
    <Secret value={secret} label={t('secret')} />
  </Dialog>
)

export const NewWebhook = ({ onClose }: { onClose(): void }) => {
  const form = useId()
  const queries = useQueryClient()
  const [secret, setSecret] = useState<string>()
  const create = useAction(async (input: WebhookInput) => {
    setSecret((await createWebhook(input)).secret)
    void queries.invalidateQueries({ queryKey: webhooksKey })
  })
  if (secret !== undefined) return <SecretDialog secret={secret} onClose={onClose} />
  return (
    <Dialog
      title={t('new')} onClose={onClose} canDismiss={!create.isBusy}
      actions={<><Button onClick={onClose} disabled={create.isBusy}>{say('ui.cancel')}</Button><Button kind='primary' type='submit' form={form} isBusy={create.isBusy}>{t('create')}</Button></>}
    >
      <WebhookForm id={form} error={create.error} onSubmit={input => void create.start(input)} />
    </Dialog>
  )
}

type OfWebhook = { webhook: Webhook; onClose(): void }

export const EditWebhook = ({ webhook, onClose }: OfWebhook) => {
  const form = useId()
  const queries = useQueryClient()
  const save = useAction(async ({ enabled: _, ...input }: WebhookInput) => {
    await updateWebhook(webhook.id, input)
    await queries.invalidateQueries({ queryKey: webhooksKey })
    showToast(t('saved'))
    onClose()
  })
  return (
    <Dialog
      title={t('edit')} onClose={onClose} canDismiss={!save.isBusy}
      actions={<><Button onClick={onClose} disabled={save.isBusy}>{say('ui.cancel')}</Button><Button kind='primary' type='submit' form={form} isBusy={save.isBusy}>{say('ui.save')}</Button></>}
    >
      <WebhookForm id={form} webhook={webhook} error={save.error} onSubmit={input => void save.start(input)} />
    </Dialog>
  )
}

const overlaps = [0, 3600, 86400, 604800] as const

export const RotateSecret = ({ webhook, onClose }: OfWebhook) => {
  const queries = useQueryClient()
  const [overlap, setOverlap] = useState<typeof overlaps[number]>(86400)
  const [secret, setSecret] = useState<string>()
  const rotate = useAction(async () => {
    setSecret((await rotateWebhookSecret(webhook.id, overlap)).secret)
    void queries.invalidateQueries({ queryKey: webhooksKey })
  })
  if (secret !== undefined) return <SecretDialog secret={secret} onClose={onClose} />
  return (
    <Dialog
      title={t('rotate.title')} size='small' onClose={onClose} canDismiss={!rotate.isBusy}
      actions={<><Button onClick={onClose} disabled={rotate.isBusy}>{say('ui.cancel')}</Button><Button kind='primary' isBusy={rotate.isBusy} onClick={() => void rotate.start()}>{t('rotate.action')}</Button></>}
    >
      <p>{t('rotate.text')}</p>
      <Select label={t('rotate.overlap')} value={overlap} onChange={event => setOverlap(overlaps.find(seconds => String(seconds) === event.target.value) ?? 0)}>
        {overlaps.map(seconds => <option key={seconds} value={seconds}>{t(`rotate.${seconds}`)}</option>)}
      </Select>
      {rotate.error !== undefined && <ErrorNote error={rotate.error} />}
    </Dialog>
  )
}
