import { type Chat, type ChatMember, ParlanceError } from '@parlance/client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { sayError } from '../errors/say-error.ts'
import { client } from '../session/session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { ErrorNote, Skeleton } from '../ui/states.tsx'
import { t } from './messages.ts'

const nameOf = ({ displayName, username }: ChatMember): string => displayName ?? username ?? '–'

/** The people of a chat; its owner lets them in and out. */
export const SharePeople = ({ chat }: { chat: Chat }) => {
  const queryKey = ['members', chat.id]
  const cache = useQueryClient()
  const { data: members, error, refetch } = useQuery({ queryKey, queryFn: async () => (await client.chats.members(chat.id)).data })
  const [problem, setProblem] = useState<string>()
  const isOwner = chat.role === 'owner'
  const after = { onSuccess: () => cache.invalidateQueries({ queryKey }) }
  const { mutate: place, isPending } = useMutation({ mutationFn: ({ who, role }: { who: string; role: 'editor' | 'viewer' }) => client.chats.replaceMember(chat.id, who, role), meta: { isShown: true }, ...after })
  const { mutate: remove } = useMutation({ mutationFn: (who: string) => client.chats.removeMember(chat.id, who), ...after })
  return (
    <div className='stack'>
      <p className='ui-hint'>{t('share.people.hint')}</p>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {members === undefined && error === null && <Skeleton lines={2} />}
      <ul role='list' className='members'>
        {members?.map(member => (
          <li key={member.userId}>
            <Avatar name={nameOf(member)} />
            <span className='member-name'>{nameOf(member)}{member.displayName !== null && member.username !== null && <small className='muted'> {member.username}</small>}</span>
            {member.role === 'owner' || !isOwner
              ? <span className='muted small'>{t(`role.${member.role}`)}</span>
              : (
                <>
                  <Select label={t('role.of', { name: nameOf(member) })} isLabelHidden value={member.role} onChange={event => place({ who: member.userId, role: event.target.value as 'editor' })}>
                    <option value='editor'>{t('role.editor')}</option>
                    <option value='viewer'>{t('role.viewer')}</option>
                  </Select>
                  <IconButton className='small' icon='x' size={16} label={t('share.remove', { name: nameOf(member) })} onClick={() => remove(member.userId)} />
                </>
                )}
          </li>
        ))}
      </ul>
      {isOwner
        ? (
          <form
            className='add-member' onSubmit={event => {
              event.preventDefault()
              const form = event.currentTarget
              const data = new FormData(form)
              setProblem(undefined)
              place({ who: String(data.get('who')).trim(), role: data.get('role') as 'editor' }, { // the select has no other values
                onSuccess: () => form.reset(),
                onError: error => setProblem(error instanceof ParlanceError && error.status === 404 ? t('share.people.unknown') : sayError(error)),
              })
            }}
          >
            <Field label={t('share.people.add')} name='who' required maxLength={100} autoCapitalize='none' spellCheck={false} error={problem} />
            <Select label={t('role.of', { name: '' })} isLabelHidden name='role' defaultValue='editor'>
              <option value='editor'>{t('role.editor')}</option>
              <option value='viewer'>{t('role.viewer')}</option>
            </Select>
            <Button type='submit' isBusy={isPending}>{t('share.people.add.action')}</Button>
          </form>
          )
        : <p className='muted small'>{t('share.people.owner-only')}</p>}
    </div>
  )
}
