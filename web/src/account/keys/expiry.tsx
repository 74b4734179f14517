import { formatDate } from '../../i18n/format.ts'
import { Field, Select } from '../../ui/field.tsx'
import { t } from './messages.ts'

/** `keep`: as it is; a number: so many days from now; `date`: the end of that day. */
export type Expiry = { choice: 'keep' | 'never' | 'date' | `${number}`; date: string }

const days = [7, 30, 90, 365] as const
const dayMs = 24 * 60 * 60_000

export const firstExpiry = (expiresAt: string | null): Expiry => ({ choice: expiresAt === null ? 'never' : 'keep', date: '' })

/** As it is sent: null is never, undefined is no change. */
export function readExpiry ({ choice, date }: Expiry, now = Date.now()): string | null | undefined {
  if (choice === 'keep') return undefined
  if (choice === 'never') return null
  return choice === 'date' ? new Date(`${date}T23:59:59`).toISOString() : new Date(now + Number(choice) * dayMs).toISOString()
}

/** A calendar's day where the reader is. */
const toDay = (ms: number): string => {
  const time = new Date(ms)
  return new Date(ms - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}

export const ExpiryFields = ({ expiry, expiresAt, error, onChange }: { expiry: Expiry; expiresAt: string | null; error: string | undefined; onChange(expiry: Expiry): void }) => (
  <div className='acc-grid'>
    <Select label={t('key.expires')} value={expiry.choice} error={error} onChange={event => onChange({ ...expiry, choice: event.target.value as Expiry['choice'] })}>
      {expiresAt !== null && <option value='keep'>{t('key.expires.keep', { date: formatDate(expiresAt) })}</option>}
      <option value='never'>{t('key.expires.never')}</option>
      {days.map(count => <option key={count} value={count}>{t('key.expires.days', { count })}</option>)}
      <option value='date'>{t('key.expires.date')}</option>
    </Select>
    {expiry.choice === 'date' && <Field label={t('key.expires.on')} type='date' required min={toDay(Date.now())} value={expiry.date} onChange={event => onChange({ ...expiry, date: event.target.value })} />}
  </div>
)
