import { spoken } from './language.ts'

/** Dates, numbers and money as they are written where the reader lives. */
const numbers = new Map<string, Intl.NumberFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()

const number = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const key = spoken.get().region + JSON.stringify(options)
  const known = numbers.get(key) ?? new Intl.NumberFormat(spoken.get().region, options)
  numbers.set(key, known)
  return known
}

const date = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = spoken.get().region + JSON.stringify(options)
  const known = dates.get(key) ?? new Intl.DateTimeFormat(spoken.get().region, options)
  dates.set(key, known)
  return known
}

export const formatNumber = (value: number, options: Intl.NumberFormatOptions = {}): string => number(options).format(value)
/** `128K`; what is short anyhow is said in full. */
export const formatShort = (value: number): string => Math.abs(value) < 10_000 ? formatNumber(value, { maximumFractionDigits: 1 }) : number({ notation: 'compact', maximumFractionDigits: 1 }).format(value)
/** Small sums keep the digits that count: `$0.00042`. */
export const formatUsd = (value: number): string =>
  number({ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', ...value !== 0 && Math.abs(value) < 0.01 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: value < 1 ? 4 : 2 } }).format(value)
export const formatBytes = (bytes: number): string => bytes < 1_000_000 ? `${formatNumber(Math.max(1, Math.round(bytes / 1000)))} kB` : `${formatNumber(bytes / 1_000_000, { maximumFractionDigits: 1 })} MB`
/** `1.4s`, or `310ms` */
export const formatSeconds = (ms: number): string => ms > 0 && ms < 1_000
  ? number({ style: 'unit', unit: 'millisecond', unitDisplay: 'narrow', maximumFractionDigits: 0 }).format(ms)
  : number({ style: 'unit', unit: 'second', unitDisplay: 'narrow', maximumFractionDigits: ms < 10_000 ? 1 : 0 }).format(ms / 1000)
export const formatDateTime = (time: string | number): string => date({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time))
export const formatDate = (time: string | number): string => date({ dateStyle: 'medium' }).format(new Date(time))
export const formatTime = (time: string | number): string => date({ timeStyle: 'short' }).format(new Date(time))
export const formatMonth = (time: string | number): string => date({ month: 'long', year: 'numeric' }).format(new Date(time))
