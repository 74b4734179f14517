import type { Session } from '@parlance/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Badge, ErrorNote } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { t } from '../messages.ts'
import { formatAgo } from '../parts/ago.ts'
import { collect } from '../parts/collect.ts'
import { nameDevice } from '../parts/device.ts'
import { Section } from '../parts/page.tsx'
import { Await } from '../parts/states.tsx'
import { useAction } from '../parts/use-action.ts'

export const sessionsKey = ['account', 'sessions'] as const

const deviceOf = ({ userAgent }: Session): string => nameDevice(userAgent) || userAgent || t('sessions.unknown')

/** Where one is signed in. */
export const Sessions = () => {
  const query = useQuery({ queryKey: sessionsKey, queryFn: ({ signal }) => collect(client.auth.allSessions({ signal })) })
  const queries = useQueryClient()
  const [isAsking, setIsAsking] = useState(false)
  const endOthers = useAction(async () => {
    await client.auth.revokeOtherSessions()
    await queries.invalidateQueries({ queryKey: sessionsKey })
    showToast(t('sessions.others.done'))
  })
  const hasOthers = query.data?.some(({ isCurrent }) => !isCurrent) === true
  return (
    <Section title={t('sessions')} lead={t('sessions.lead')} actions={hasOthers && <Button icon='logOut' isBusy={endOthers.isBusy} onClick={() => setIsAsking(true)}>{t('sessions.others')}</Button>}>
      {endOthers.error !== undefined && <ErrorNote error={endOthers.error} />}
      <Await query={query} lines={3}>
        {sessions => <ul role='list' className='acc-list'>{sessions.map(session => <SessionItem key={session.id} session={session} />)}</ul>}
      </Await>
      {isAsking && (
        <Confirm
          title={t('sessions.others.title')} text={t('sessions.others.text')} action={t('sessions.others')} onClose={() => setIsAsking(false)}
          onConfirm={() => {
            setIsAsking(false)
            void endOthers.start()
          }}
        />
      )}
    </Section>
  )
}

const SessionItem = ({ session }: { session: Session }) => {
  const queries = useQueryClient()
  const device = deviceOf(session)
  const end = useAction(async () => {
    await client.auth.revokeSession(session.id)
    await queries.invalidateQueries({ queryKey: sessionsKey })
    showToast(t('sessions.ended', { device }))
  })
  return (
    <li className='acc-item'>
      <div className='acc-item-main'>
        <div className='acc-item-name'><span title={session.userAgent}>{device}</span>{session.isCurrent && <Badge kind='good'>{t('sessions.current')}</Badge>}</div>
        <div className='acc-facts'>
          <span>{t('sessions.used', { when: formatAgo(session.lastUsedAt) })}</span>
          <span>{t('sessions.since', { when: formatAgo(session.createdAt) })}</span>
          <span>{session.address}</span>
        </div>
        {end.error !== undefined && <ErrorNote error={end.error} />}
      </div>
      {!session.isCurrent && <Button kind='quiet' isBusy={end.isBusy} aria-label={t('sessions.end.label', { device })} onClick={() => void end.start()}>{t('sessions.end')}</Button>}
    </li>
  )
}
