import type { User } from '@parlance/client'
import { useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useId, useState } from 'react'
import { fieldErrors, restOf } from '../../account/parts/field-errors.ts'
import { useAction } from '../../account/parts/use-action.ts'
import { t as say } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { createUser, usersKey } from '../data/users.ts'
import { t } from './messages.ts'

const shown = ['username', 'email', 'displayName', 'password', 'role']

/** An account for somebody. */
export const NewUser = ({ onClose }: { onClose(): void }) => {
  const form = useId()
  const queries = useQueryClient()
  const [draft, setDraft] = useState({ username: '', email: '', displayName: '', password: '', role: 'user' as User['role'] })
  const create = useAction(async () => {
    const { displayName, ...rest } = draft
    const { username } = await createUser({ ...rest, ...displayName.trim() !== '' && { displayName: displayName.trim() } })
    await queries.invalidateQueries({ queryKey: usersKey })
    showToast(t('created', { name: username }))
    onClose()
  })
  const errors = fieldErrors(create.error)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    void create.start()
  }
  return (
    <Dialog
      title={t('new')} onClose={onClose} canDismiss={!create.isBusy}
      actions={<><Button onClick={onClose} disabled={create.isBusy}>{say('ui.cancel')}</Button><Button kind='primary' type='submit' form={form} isBusy={create.isBusy}>{t('create')}</Button></>}
    >
      <form id={form} className='stack' onSubmit={submit}>
        <Field label={t('username')} hint={t('username.hint')} value={draft.username} error={errors['username']} required minLength={3} maxLength={32} pattern='[A-Za-z0-9][A-Za-z0-9._\-]*' autoComplete='off' autoCapitalize='none' spellCheck={false} data-first='' onChange={event => setDraft({ ...draft, username: event.target.value })} />
        <Field label={t('email')} type='email' value={draft.email} error={errors['email']} required maxLength={254} autoComplete='off' onChange={event => setDraft({ ...draft, email: event.target.value })} />
        <Field label={t('displayName')} value={draft.displayName} error={errors['displayName']} maxLength={100} autoComplete='off' onChange={event => setDraft({ ...draft, displayName: event.target.value })} />
        <Field label={t('password')} hint={t('password.hint')} value={draft.password} error={errors['password']} required minLength={8} maxLength={256} autoComplete='off' autoCapitalize='none' spellCheck={false} onChange={event => setDraft({ ...draft, password: event.target.value })} />
        <Select label={t('role')} hint={t('role.hint')} value={draft.role} onChange={event => setDraft({ ...draft, role: event.target.value as User['role'] })}>
          <option value='user'>{t('role.user')}</option>
          <option value='admin'>{t('role.admin')}</option>
        </Select>
        {restOf(create.error, shown) !== undefined && <ErrorNote error={create.error} />}
      </form>
    </Dialog>
  )
}
