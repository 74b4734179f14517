import type { UpdateProfile, User } from '@parlance/client'
import { type SyntheticEvent, useState } from 'react'
import { formatDate } from '../../i18n/format.ts'
import { client, replaceUser } from '../../session/session.ts'
import { useUser } from '../../session/use-session.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Badge, ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { t as say } from '../../app/messages.ts'
import { t } from '../messages.ts'
import { fieldErrors, restOf } from '../parts/field-errors.ts'
import { Page } from '../parts/page.tsx'
import { useAction } from '../parts/use-action.ts'

const shown = ['username', 'email', 'displayName']

export const ProfilePage = () => {
  const user = useUser()
  return (
    <Page title={t('profile')} lead={t('profile.lead')}>
      <div className='row'>
        <Badge kind={user.role === 'admin' ? 'accent' : 'plain'}>{t(`profile.role.${user.role}`)}</Badge>
        <span className='muted small'>{t('profile.since', { date: formatDate(user.createdAt) })}</span>
      </div>
      <ProfileForm user={user} />
    </Page>
  )
}

const ProfileForm = ({ user }: { user: User }) => {
  const [draft, setDraft] = useState({ username: user.username, email: user.email, displayName: user.displayName ?? '' })
  const save = useAction(async (change: UpdateProfile) => {
    replaceUser(await client.auth.updateProfile(change))
    showToast(t('profile.saved'))
  })
  const errors = fieldErrors(save.error)
  const change: UpdateProfile = {
    ...draft.username !== user.username && { username: draft.username },
    ...draft.email !== user.email && { email: draft.email },
    ...draft.displayName.trim() !== (user.displayName ?? '') && { displayName: draft.displayName.trim() === '' ? null : draft.displayName.trim() },
  }
  const isChanged = Object.keys(change).length > 0
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (isChanged) void save.start(change)
  }
  return (
    <form className='acc-form' onSubmit={onSubmit}>
      <Field label={t('profile.displayName')} hint={t('profile.displayName.hint')} value={draft.displayName} error={errors['displayName']} maxLength={100} autoComplete='name' onChange={event => setDraft({ ...draft, displayName: event.target.value })} />
      <Field label={t('profile.username')} hint={t('profile.username.hint')} value={draft.username} error={errors['username']} required minLength={3} maxLength={32} pattern='[A-Za-z0-9][A-Za-z0-9._\-]*' autoComplete='username' autoCapitalize='none' spellCheck={false} onChange={event => setDraft({ ...draft, username: event.target.value })} />
      <Field label={t('profile.email')} hint={t('profile.email.hint')} type='email' value={draft.email} error={errors['email']} required maxLength={254} autoComplete='email' onChange={event => setDraft({ ...draft, email: event.target.value })} />
      {restOf(save.error, shown) !== undefined && <ErrorNote error={save.error} />}
      <div className='row'><Button kind='primary' type='submit' isBusy={save.isBusy} disabled={!isChanged}>{say('ui.save')}</Button></div>
    </form>
  )
}
