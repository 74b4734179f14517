import type { User } from '@parlance/client'
import { useState } from 'react'
import { Link } from 'wouter'
import { formatAgo } from '../../account/parts/ago.ts'
import { Page } from '../../account/parts/page.tsx'
import { AwaitPages } from '../../account/parts/states.tsx'
import { useDebounced } from '../../account/parts/use-debounced.ts'
import { allowanceFacts } from '../../account/keys/key-state.ts'
import { formatDate } from '../../i18n/format.ts'
import { useUser } from '../../session/use-session.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Badge } from '../../ui/states.tsx'
import { useUsers } from '../data/users.ts'
import { t as admin } from '../messages.ts'
import { t } from './messages.ts'
import { NewUser } from './new-user.tsx'

export const UsersPage = () => {
  const [sought, setSought] = useState('')
  const [isNew, setIsNew] = useState(false)
  const pages = useUsers(useDebounced(sought.trim()))
  const { id: ownId } = useUser()
  return (
    <Page title={admin('users')} lead={t('lead')} actions={<Button kind='primary' icon='plus' onClick={() => setIsNew(true)}>{t('new')}</Button>}>
      <Field label={t('search')} isLabelHidden type='search' maxLength={100} placeholder={t('search')} value={sought} onChange={event => setSought(event.target.value)} />
      <AwaitPages pages={pages}>
        {users => users.length === 0
          ? <p className='muted' role='status'>{t('none')}</p>
          : <ul role='list' className='acc-list'>{users.map(user => <UserItem key={user.id} user={user} isSelf={user.id === ownId} />)}</ul>}
      </AwaitPages>
      {isNew && <NewUser onClose={() => setIsNew(false)} />}
    </Page>
  )
}

const UserItem = ({ user, isSelf }: { user: User; isSelf: boolean }) => {
  const { id, username, displayName, email, role, disabled, lastLoginAt, createdAt } = user
  return (
    <li className={`acc-item ${disabled ? 'is-over' : ''}`}>
      <div className='acc-item-main'>
        <div className='acc-item-name'>
          <Link href={`/admin/users/${id}`}>{displayName ?? username}</Link>
          {displayName !== null && <span className='muted small'>{username}</span>}
          {role === 'admin' && <Badge kind='accent'>{t('role.admin')}</Badge>}
          {disabled && <Badge kind='danger'>{t('disabled')}</Badge>}
          {isSelf && <Badge>{t('you')}</Badge>}
        </div>
        <div className='acc-facts'>
          <span>{email}</span>
          <span>{lastLoginAt === null ? t('never-in') : t('last-login', { when: formatAgo(lastLoginAt) })}</span>
          <span>{t('since', { date: formatDate(createdAt) })}</span>
          {allowanceFacts(user).map(fact => <span key={fact}>{fact}</span>)}
        </div>
      </div>
    </li>
  )
}
