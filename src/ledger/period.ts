import { GatewayError } from '../core/errors.ts'
import type { UsagePeriod } from '../core/ledger.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Used when a request does not say from when. */
const usualDays = 30
const longestDays = 3660
/** More hours than that are no table that anybody reads. */
export const longestHourlyDays = 31

export type AskedPeriod = { from?: string | undefined; to?: string | undefined }

/** A moment as RFC 3339 writes it, or a day, which is its beginning in UTC. Throws `invalid_request` naming the field. */
export function readTime (text: string, field: 'from' | 'to'): number {
  // a plus that was not encoded arrives as a space
  const [, date, time, zone = ''] = /^(\d{4}-\d{2}-\d{2})(?:[Tt](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)([Zz]|[ +-]\d{2}:\d{2}))?$/.exec(text) ?? []
  const moment = date !== undefined && isDate(date) ? Date.parse(time === undefined ? `${date}T00:00:00Z` : `${date}T${time}${zone.replace(' ', '+').toUpperCase()}`) : NaN
  if (Number.isNaN(moment)) throw new GatewayError('invalid_request', `${field} must be a time such as 2026-11-21T09:00:00Z, or a date.`, { param: field })
  return moment
}

/** Some months have no 31st; a parser would take it for the first of the next. */
const isDate = (date: string): boolean => {
  const parsed = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}

/** The period that is asked for. Throws `invalid_request` naming the field. */
export function readPeriod ({ from, to }: AskedPeriod, now: number): UsagePeriod {
  const end = to === undefined ? now + 1 : readTime(to, 'to')
  const begin = from === undefined ? end - usualDays * dayMs : readTime(from, 'from')
  if (begin >= end) throw new GatewayError('invalid_request', 'from must be before to.', { param: 'from' })
  if (end - begin > longestDays * dayMs) throw new GatewayError('invalid_request', `from must not be more than ${longestDays} days before to.`, { param: 'from' })
  return { from: begin, to: end }
}

/** The same in whole hours, which is how sums are kept: the hours in which it begins and ends belong to it. */
export function readHours (asked: AskedPeriod, now: number, isHourly: boolean): UsagePeriod {
  const { from, to } = readPeriod(asked, now)
  const hours = { from: Math.floor(from / hourMs) * hourMs, to: Math.ceil(to / hourMs) * hourMs }
  if (isHourly && hours.to - hours.from > (longestHourlyDays * 24 + 1) * hourMs) {
    throw new GatewayError('invalid_request', `from must not be more than ${longestHourlyDays} days before to when usage is grouped by hour.`, { param: 'from' })
  }
  return hours
}

/** As long a time, just before. */
export const periodBefore = ({ from, to }: UsagePeriod): UsagePeriod => ({ from: from - (to - from), to: from })
