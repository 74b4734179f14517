import { useEffect, useState } from 'react'
import { useStore } from '../lib/use-store.ts'
import { connection } from '../session/connection.ts'
import { t } from './connection-messages.ts'

/** Short breaks are nobody's business. */
const quietMs = 800

/** Says how the server is reached, when that is not as it should be. */
export const ConnectionBar = () => {
  const { state, since } = useStore(connection)
  const [now, setNow] = useState(Date.now)
  const isLost = state === 'reconnecting' || state === 'offline'
  useEffect(() => {
    setNow(Date.now())
    if (!isLost) return
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [isLost])
  const seconds = Math.max(0, Math.round((now - since) / 1000))
  const isShown = state === 'back' || state === 'offline' || (state === 'reconnecting' && now - since > quietMs)
  return (
    <div role='status'>
      {isShown && <div className={`connection-bar ${state}`}>{state === 'back' ? t('back') : state === 'offline' ? t('offline') : <>{t('reconnecting')} <span aria-hidden='true'>({seconds} s)</span></>}</div>}
    </div>
  )
}
