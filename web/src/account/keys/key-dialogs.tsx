import type { ApiKey, CreateApiKey, UpdateApiKey } from '@parlance/client'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { t as say } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { withoutNulls } from '../parts/allowance-draft.ts'
import { Secret } from '../parts/secret.tsx'
import { useAction } from '../parts/use-action.ts'
import { createKey, keysKey, revokeKey, rotateKey, updateKey } from './data.ts'
import { KeyForm, type KeyInput } from './key-form.tsx'
import { t } from './messages.ts'
import { Snippets } from './snippets-view.tsx'

const useReload = () => {
  const queries = useQueryClient()
  return () => void queries.invalidateQueries({ queryKey: keysKey })
}

/** The secret, which lives in this dialog alone. It is closed by its button: a click beside it would lose it. */
const SecretDialog = ({ name, secret, onClose }: { name: string; secret: string; onClose(): void }) => (
  <Dialog title={t('key.created.name', { name })} size='large' canDismiss={false} onClose={onClose} actions={<Button kind='primary' onClick={onClose}>{t('key.done')}</Button>}>
    <Secret value={secret} label={t('key.secret')} />
    <Snippets apiKey={secret} />
  </Dialog>
)

export const NewKey = ({ onClose }: { onClose(): void }) => {
  const form = useId()
  const reload = useReload()
  const [made, setMade] = useState<{ name: string; secret: string }>()
  const create = useAction(async (input: KeyInput) => {
    const { key, secret } = await createKey(withoutNulls(input) as CreateApiKey) // only what may be absent was null
    setMade({ name: key.name, secret })
    reload()
  })
  if (made !== undefined) return <SecretDialog {...made} onClose={onClose} />
  return (
    <Dialog
      title={t('keys.new')} onClose={onClose} canDismiss={!create.isBusy}
      actions={<><Button onClick={onClose} disabled={create.isBusy}>{say('ui.cancel')}</Button><Button kind='primary' type='submit' form={form} isBusy={create.isBusy}>{t('key.create')}</Button></>}
    >
      <KeyForm id={form} error={create.error} onSubmit={input => void create.start(input)} />
    </Dialog>
  )
}

type OfKey = { apiKey: ApiKey; onClose(): void }

export const EditKey = ({ apiKey, onClose }: OfKey) => {
  const form = useId()
  const reload = useReload()
  const save = useAction(async ({ expiresAt, ...input }: KeyInput) => {
    const { name } = await updateKey(apiKey.id, { ...input, ...expiresAt !== undefined && { expiresAt } } as UpdateApiKey) // undefined is left out
    reload()
    showToast(t('key.saved', { name }))
    onClose()
  })
  return (
    <Dialog
      title={t('key.edit.title', { name: apiKey.name })} onClose={onClose} canDismiss={!save.isBusy}
      actions={<><Button onClick={onClose} disabled={save.isBusy}>{say('ui.cancel')}</Button><Button kind='primary' type='submit' form={form} isBusy={save.isBusy}>{say('ui.save')}</Button></>}
    >
      <KeyForm id={form} apiKey={apiKey} error={save.error} onSubmit={input => void save.start(input)} />
    </Dialog>
  )
}

const graces = { now: 0, hour: 3600, day: 24 * 3600, week: 7 * 24 * 3600 } as const
type Grace = keyof typeof graces

export const RotateKey = ({ apiKey, onClose }: OfKey) => {
  const reload = useReload()
  const [grace, setGrace] = useState<Grace>('now')
  const [secret, setSecret] = useState<string>()
  const rotate = useAction(async () => {
    setSecret((await rotateKey(apiKey.id, graces[grace])).secret)
    reload()
  })
  if (secret !== undefined) return <SecretDialog name={apiKey.name} secret={secret} onClose={onClose} />
  return (
    <Dialog
      title={t('key.rotate.title', { name: apiKey.name })} size='small' onClose={onClose} canDismiss={!rotate.isBusy}
      actions={<><Button onClick={onClose} disabled={rotate.isBusy}>{say('ui.cancel')}</Button><Button kind='primary' isBusy={rotate.isBusy} onClick={() => void rotate.start()}>{t('key.rotate.action')}</Button></>}
    >
      <p>{t('key.rotate.text')}</p>
      <Select label={t('key.rotate.grace')} value={grace} onChange={event => setGrace(event.target.value as Grace)}>
        {(Object.keys(graces) as Grace[]).map(id => <option key={id} value={id}>{t(`key.rotate.${id}`)}</option>)}
      </Select>
      {rotate.error !== undefined && <ErrorNote error={rotate.error} />}
    </Dialog>
  )
}

export const RevokeKey = ({ apiKey, onClose }: OfKey) => {
  const reload = useReload()
  const revoke = useAction(async () => {
    await revokeKey(apiKey.id)
    reload()
    showToast(t('key.revoked.done', { name: apiKey.name }))
    onClose()
  })
  return (
    <Dialog
      title={t('key.revoke.title', { name: apiKey.name })} size='small' onClose={onClose} canDismiss={!revoke.isBusy}
      actions={<><Button onClick={onClose} disabled={revoke.isBusy} data-first=''>{say('ui.cancel')}</Button><Button kind='danger' isBusy={revoke.isBusy} onClick={() => void revoke.start()}>{t('key.revoke')}</Button></>}
    >
      <p>{t('key.revoke.text')}</p>
      {revoke.error !== undefined && <ErrorNote error={revoke.error} />}
    </Dialog>
  )
}
