import type { Chat } from '@parlance/client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t as say } from '../app/messages.ts'
import { formatDateTime } from '../i18n/format.ts'
import { copyText } from '../lib/copy-text.ts'
import { client } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { ErrorNote, Skeleton } from '../ui/states.tsx'
import { showToast } from '../ui/toast.tsx'
import { t } from './messages.ts'

const day = 24 * 60 * 60_000
const spans = { never: undefined, day, week: 7 * day, month: 30 * day } as const

/** The public link of a chat: made, shown once, and ended here. */
export const ShareLink = ({ chat }: { chat: Chat }) => {
  const queryKey = ['share', chat.id]
  const cache = useQueryClient()
  const { data: state, error, refetch } = useQuery({ queryKey, queryFn: () => client.chats.shareState(chat.id), staleTime: 0 })
  const [span, setSpan] = useState<keyof typeof spans>('week')
  const refresh = () => cache.invalidateQueries({ queryKey })
  const { mutate: make, data: made, isPending, reset } = useMutation({
    mutationFn: () => client.chats.share(chat.id, spans[span] === undefined ? {} : { expiresAt: new Date(Date.now() + spans[span]).toISOString() }),
    onSuccess: refresh,
  })
  const { mutate: revoke, isPending: isRevoking } = useMutation({
    mutationFn: () => client.chats.revokeShare(chat.id),
    onSuccess () {
      reset()
      showToast(t('share.link.ended'))
      return refresh()
    },
  })
  const link = made && `${location.origin}/shared/${made.token}`
  if (error !== null) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (state === undefined) return <Skeleton lines={3} />
  return (
    <div className='stack'>
      <p className='ui-hint'>{t('share.link.hint')}</p>
      {link !== undefined && (
        <div className='link-field'>
          <Field label={t('share.link.label')} readOnly value={link} onFocus={event => event.target.select()} />
          <Button icon='copy' onClick={() => void copyText(link).then(isDone => { if (isDone) showToast(say('ui.copied')) })}>{say('ui.copy')}</Button>
        </div>
      )}
      {state.shared && state.createdAt !== null && <p className='small'>{t('share.link.there', { time: formatDateTime(state.createdAt) })} {state.expiresAt !== null && t('share.link.until', { time: formatDateTime(state.expiresAt) })} {link === undefined && t('share.link.again.hint')}</p>}
      <div className='row'>
        <Select label={t('share.expires')} value={span} onChange={event => setSpan(event.target.value as 'never')}>
          {Object.keys(spans).map(name => <option key={name} value={name}>{t(`share.expires.${name as keyof typeof spans}`)}</option>)}
        </Select>
      </div>
      <div className='row'>
        <Button kind={state.shared ? 'plain' : 'primary'} icon='link' isBusy={isPending} onClick={() => make()}>{state.shared ? t('share.link.again') : t('share.link.make')}</Button>
        {state.shared && <Button kind='danger' isBusy={isRevoking} onClick={() => revoke()}>{t('share.link.revoke')}</Button>}
      </div>
    </div>
  )
}
