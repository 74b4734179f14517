import type { Period } from '../data/analytics.ts'

export const presets = { '24h': 1, '7d': 7, '30d': 30, '90d': 90 } as const
export type Preset = keyof typeof presets
/** `from` and `to` are days, when the period is one's own. */
export type PeriodChoice = { preset: Preset | 'own'; from: string; to: string }

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Until the end of this hour, so that asking again within it is the same question. */
export function toPeriod ({ preset, from, to }: PeriodChoice, now: number): Period {
  const hour = Math.ceil(now / hourMs) * hourMs
  const write = (ms: number): string => new Date(ms).toISOString()
  if (preset !== 'own') return { from: write(hour - presets[preset] * dayMs), to: write(hour) }
  const begin = Date.parse(`${from}T00:00:00Z`)
  const end = Date.parse(`${to}T00:00:00Z`) + dayMs
  return begin < end ? { from: write(begin), to: write(end) } : toPeriod({ preset: '30d', from: '', to: '' }, now)
}

/** Hours are told apart where there are not too many. */
export const isHourly = ({ from, to }: Period): boolean => Date.parse(to) - Date.parse(from) <= 3 * dayMs

export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
