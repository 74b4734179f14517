import { type SyntheticEvent, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { client } from '../../session/session.ts'
import { useUser } from '../../session/use-session.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { t } from '../messages.ts'
import { fieldErrors, restOf } from '../parts/field-errors.ts'
import { useAction } from '../parts/use-action.ts'
import { sessionsKey } from './sessions.tsx'

const empty = { currentPassword: '', newPassword: '' }

export const PasswordForm = () => {
  const { username } = useUser()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(empty)
  const change = useAction(async () => {
    await client.auth.updatePassword(draft)
    setDraft(empty)
    showToast(t('password.changed'))
    await queries.invalidateQueries({ queryKey: sessionsKey })
  })
  const errors = fieldErrors(change.error)
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault()
    void change.start()
  }
  return (
    <form className='acc-form' onSubmit={onSubmit}>
      {/* for password managers: whose password it is */}
      <input type='text' name='username' autoComplete='username' value={username} readOnly hidden />
      <Field label={t('password.current')} type='password' autoComplete='current-password' required maxLength={1024} value={draft.currentPassword} error={errors['currentPassword'] && t('password.wrong')} onChange={event => setDraft({ ...draft, currentPassword: event.target.value })} />
      <Field label={t('password.new')} hint={t('password.new.hint')} type='password' autoComplete='new-password' required minLength={8} maxLength={256} value={draft.newPassword} error={errors['newPassword']} onChange={event => setDraft({ ...draft, newPassword: event.target.value })} />
      {restOf(change.error, Object.keys(empty)) !== undefined && <ErrorNote error={change.error} />}
      <div className='row'><Button kind='primary' type='submit' isBusy={change.isBusy}>{t('password.change')}</Button></div>
    </form>
  )
}
