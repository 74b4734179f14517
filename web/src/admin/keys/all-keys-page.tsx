import type { ApiKey } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useKeys } from '../../account/keys/data.ts'
import { NewKey } from '../../account/keys/key-dialogs.tsx'
import { KeyItem } from '../../account/keys/key-item.tsx'
import { type KeyState, stateOf } from '../../account/keys/key-state.ts'
import { t as words } from '../../account/keys/messages.ts'
import { Page } from '../../account/parts/page.tsx'
import { AwaitPages } from '../../account/parts/states.tsx'
import { t as say } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { userNamesQuery } from '../data/users.ts'
import { t as admin } from '../messages.ts'
import { t } from './messages.ts'

const states = ['active', 'expired', 'revoked'] as const

/** Everybody's keys. */
export const AllKeysPage = () => {
  const [userId, setUserId] = useState('')
  const [state, setState] = useState<KeyState | ''>('active')
  const [sought, setSought] = useState('')
  const [isNew, setIsNew] = useState(false)
  const { data: names = new Map<string, string>() } = useQuery(userNamesQuery)
  const pages = useKeys(userId === '' ? undefined : userId)
  const word = sought.trim().toLowerCase()
  const isMeant = (key: ApiKey): boolean => (state === '' || stateOf(key) === state) && `${key.name} ${key.hint}`.toLowerCase().includes(word)
  return (
    <Page title={admin('keys')} lead={t('lead')} actions={<Button kind='primary' icon='plus' onClick={() => setIsNew(true)}>{words('keys.new')}</Button>}>
      <div className='acc-tool-row'>
        <Field className='is-wide' label={say('ui.search')} type='search' value={sought} onChange={event => setSought(event.target.value)} />
        <Select label={t('owner')} value={userId} onChange={event => setUserId(event.target.value)}>
          <option value=''>{t('owner.all')}</option>
          {[...names].sort(([, left], [, right]) => left.localeCompare(right)).map(([id, name]) => <option key={id} value={id}>{name}</option>)}
        </Select>
        <Select label={t('state')} value={state} onChange={event => setState(event.target.value as KeyState | '')}>
          <option value=''>{t('state.all')}</option>
          {states.map(state => <option key={state} value={state}>{words(`state.${state}`)}</option>)}
        </Select>
      </div>
      <AwaitPages pages={pages}>
        {keys => {
          const found = keys.filter(isMeant)
          if (keys.length === 0) return <EmptyState icon='key' title={words('keys.empty')} text={words('keys.empty.text')} />
          if (found.length === 0) return <p className='muted' role='status'>{words('keys.none')}</p>
          return <ul role='list' className='acc-list'>{found.map(key => <KeyItem key={key.id} apiKey={key} owner={<Owner userId={key.userId} names={names} />} />)}</ul>
        }}
      </AwaitPages>
      {isNew && <NewKey onClose={() => setIsNew(false)} />}
    </Page>
  )
}

const Owner = ({ userId, names }: { userId: string | null; names: ReadonlyMap<string, string> }) =>
  userId === null ? <span>{words('fact.house')}</span> : <Link href={`/admin/users/${userId}`}>{names.get(userId) ?? userId}</Link>
