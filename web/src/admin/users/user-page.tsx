import type { UpdateUser, User } from '@parlance/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { Link } from 'wouter'
import { useKeys } from '../../account/keys/data.ts'
import { KeyItem } from '../../account/keys/key-item.tsx'
import { draftAllowance, findMistakes, readAllowance } from '../../account/parts/allowance-draft.ts'
import { AllowanceFields } from '../../account/parts/allowance-fields.tsx'
import { fieldErrors, restOf } from '../../account/parts/field-errors.ts'
import { Missing } from '../../account/parts/missing.tsx'
import { Page, Section } from '../../account/parts/page.tsx'
import { Await, AwaitPages } from '../../account/parts/states.tsx'
import { allowanceOf, limitNames, useSurface } from '../../account/parts/surface.ts'
import { useAction } from '../../account/parts/use-action.ts'
import { t as say } from '../../app/messages.ts'
import { isNotFound } from '../../app/query-client.ts'
import { replaceUser } from '../../session/session.ts'
import { useUser } from '../../session/use-session.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Badge, ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { updateUser, userQuery, usersKey } from '../data/users.ts'
import { t as admin } from '../messages.ts'
import { t } from './messages.ts'
import { UserAccess } from './user-access.tsx'

export const UserPage = ({ id }: { id: string }) => {
  const query = useQuery({ ...userQuery(id), refetchOnWindowFocus: false })
  if (isNotFound(query.error)) return <Missing />
  const name = query.data?.displayName ?? query.data?.username ?? '…'
  return (
    <Page title={name} back={{ href: '/admin/users', label: admin('users') }}>
      <Await query={query} lines={8}>{user => <UserView user={user} />}</Await>
    </Page>
  )
}

const UserView = ({ user }: { user: User }) => {
  const { id: ownId } = useUser()
  const isSelf = user.id === ownId
  return (
    <>
      <div className='row'>
        <Badge kind={user.role === 'admin' ? 'accent' : 'plain'}>{t(`role.${user.role}`)}</Badge>
        {user.disabled && <Badge kind='danger'>{t('disabled')}</Badge>}
        {isSelf && <Badge>{t('you')}</Badge>}
      </div>
      <Section title={t('account')}><AccountForm user={user} isSelf={isSelf} /></Section>
      <Section title={t('limits')} lead={t('limits.lead')}><LimitsForm user={user} /></Section>
      <Section title={t('keys')}><UserKeys id={user.id} /></Section>
      {isSelf
        ? <p className='muted'>{t('self')} <Link href='/account/security'>{t('self.link')}</Link></p>
        : <UserAccess user={user} />}
    </>
  )
}

/** Saves a change and says so; what shows the account is read again. */
export function useChangeUser (user: User, isSelf: boolean) {
  const queries = useQueryClient()
  return async (change: UpdateUser, said: string) => {
    const changed = await updateUser(user.id, change)
    queries.setQueryData(userQuery(user.id).queryKey, changed)
    if (isSelf) replaceUser(changed)
    await queries.invalidateQueries({ queryKey: usersKey })
    showToast(said)
  }
}

const AccountForm = ({ user, isSelf }: { user: User; isSelf: boolean }) => {
  const change = useChangeUser(user, isSelf)
  const [draft, setDraft] = useState({ username: user.username, email: user.email, displayName: user.displayName ?? '', role: user.role })
  const changes: UpdateUser = {
    ...draft.username !== user.username && { username: draft.username },
    ...draft.email !== user.email && { email: draft.email },
    ...draft.displayName.trim() !== (user.displayName ?? '') && { displayName: draft.displayName.trim() === '' ? null : draft.displayName.trim() },
    ...draft.role !== user.role && { role: draft.role },
  }
  const isChanged = Object.keys(changes).length > 0
  const save = useAction(() => change(changes, t('saved', { name: draft.username })))
  const errors = fieldErrors(save.error)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (isChanged) void save.start()
  }
  return (
    <form className='acc-form' onSubmit={submit}>
      <Field label={t('username')} hint={t('username.hint')} value={draft.username} error={errors['username']} required minLength={3} maxLength={32} pattern='[A-Za-z0-9][A-Za-z0-9._\-]*' autoComplete='off' autoCapitalize='none' spellCheck={false} onChange={event => setDraft({ ...draft, username: event.target.value })} />
      <Field label={t('email')} type='email' value={draft.email} error={errors['email']} required maxLength={254} autoComplete='off' onChange={event => setDraft({ ...draft, email: event.target.value })} />
      <Field label={t('displayName')} value={draft.displayName} error={errors['displayName']} maxLength={100} autoComplete='off' onChange={event => setDraft({ ...draft, displayName: event.target.value })} />
      <Select label={t('role')} hint={t('role.hint')} value={draft.role} error={errors['role']} onChange={event => setDraft({ ...draft, role: event.target.value as User['role'] })}>
        <option value='user'>{t('role.user')}</option>
        <option value='admin'>{t('role.admin')}</option>
      </Select>
      {restOf(save.error, Object.keys(draft)) !== undefined && <ErrorNote error={save.error} />}
      <div className='row'><Button kind='primary' type='submit' isBusy={save.isBusy} disabled={!isChanged}>{say('ui.save')}</Button></div>
    </form>
  )
}

const LimitsForm = ({ user }: { user: User }) => {
  const { id: ownId } = useUser()
  const change = useChangeUser(user, user.id === ownId)
  const fields = useSurface()?.fieldsOf('UpdateUser') ?? []
  const saved = draftAllowance(allowanceOf(user))
  const [draft, setDraft] = useState(saved)
  const mistakes = findMistakes(draft)
  const save = useAction(() => change(readAllowance(draft, fields) as UpdateUser, t('saved', { name: user.username }))) // as far as the server knows it
  const shown = ['budget', 'budget.usd', 'models', ...limitNames.map(name => `limits.${name}`)]
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (mistakes.limits.length === 0 && !mistakes.usd) void save.start()
  }
  return (
    <form className='acc-form' onSubmit={submit}>
      <AllowanceFields shape='UpdateUser' draft={draft} errors={fieldErrors(save.error)} placeholder={t('limits.default')} isLegendHidden onChange={setDraft} />
      {restOf(save.error, shown) !== undefined && <ErrorNote error={save.error} />}
      <div className='row'><Button kind='primary' type='submit' isBusy={save.isBusy} disabled={JSON.stringify(draft) === JSON.stringify(saved)}>{say('ui.save')}</Button></div>
    </form>
  )
}

const UserKeys = ({ id }: { id: string }) => (
  <AwaitPages pages={useKeys(id)} lines={2}>
    {keys => keys.length === 0 ? <p className='muted'>{t('keys.none')}</p> : <ul role='list' className='acc-list'>{keys.map(key => <KeyItem key={key.id} apiKey={key} />)}</ul>}
  </AwaitPages>
)
