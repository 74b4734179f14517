import type { User } from '@parlance/client'
import { useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { fieldErrors, restOf } from '../../account/parts/field-errors.ts'
import { Section } from '../../account/parts/page.tsx'
import { TypeToConfirm } from '../../account/parts/type-to-confirm.tsx'
import { useAction } from '../../account/parts/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { deleteUser, userQuery, usersKey } from '../data/users.ts'
import { t } from './messages.ts'
import { useChangeUser } from './user-page.tsx'

/** Whether somebody gets in, and with which password; and the end of an account. */
export const UserAccess = ({ user }: { user: User }) => (
  <>
    <Section title={t('reset')} lead={t('reset.lead')}><ResetPassword user={user} /></Section>
    <Section title={t('access')} lead={t(user.disabled ? 'enable.text' : 'disable.text')}><Disable user={user} /></Section>
    <Section title={t('delete')} lead={t('delete.text')}><Delete user={user} /></Section>
  </>
)

const ResetPassword = ({ user }: { user: User }) => {
  const [password, setPassword] = useState('')
  const change = useChangeUser(user, false)
  const reset = useAction(async () => {
    await change({ password }, t('reset.done', { name: user.username }))
    setPassword('')
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    void reset.start()
  }
  return (
    <form className='acc-form' onSubmit={submit}>
      <Field label={t('reset.password')} hint={t('password.hint')} value={password} error={fieldErrors(reset.error)['password']} required minLength={8} maxLength={256} autoComplete='off' autoCapitalize='none' spellCheck={false} onChange={event => setPassword(event.target.value)} />
      {restOf(reset.error, ['password']) !== undefined && <ErrorNote error={reset.error} />}
      <div className='row'><Button type='submit' isBusy={reset.isBusy}>{t('reset.action')}</Button></div>
    </form>
  )
}

const Disable = ({ user }: { user: User }) => {
  const { username, disabled } = user
  const [isAsking, setIsAsking] = useState(false)
  const change = useChangeUser(user, false)
  const toggle = useAction(() => change({ disabled: !disabled }, t(disabled ? 'enabled.done' : 'disabled.done', { name: username })))
  return (
    <>
      {toggle.error !== undefined && <ErrorNote error={toggle.error} />}
      <div className='row'><Button kind={disabled ? 'plain' : 'danger'} isBusy={toggle.isBusy} onClick={() => disabled ? void toggle.start() : setIsAsking(true)}>{t(disabled ? 'enable' : 'disable')}</Button></div>
      {isAsking && (
        <Confirm
          title={t('disable.title', { name: username })} text={t('disable.text')} action={t('disable')} onClose={() => setIsAsking(false)}
          onConfirm={() => {
            setIsAsking(false)
            void toggle.start()
          }}
        />
      )}
    </>
  )
}

const Delete = ({ user: { id, username } }: { user: User }) => {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  const remove = useAction(async () => {
    await deleteUser(id)
    navigate('/admin/users')
    showToast(t('deleted', { name: username }))
    queries.removeQueries({ queryKey: userQuery(id).queryKey })
    await queries.invalidateQueries({ queryKey: usersKey })
  })
  return (
    <>
      <div className='row'><Button kind='danger' icon='trash' onClick={() => setIsAsking(true)}>{t('delete')}</Button></div>
      {isAsking && (
        <TypeToConfirm title={t('delete.title', { name: username })} word={username} action={t('delete')} isBusy={remove.isBusy} error={remove.error} onConfirm={() => void remove.start()} onClose={() => setIsAsking(false)}>
          <p>{t('delete.text')}</p>
        </TypeToConfirm>
      )}
    </>
  )
}
