import { spoken } from '../../i18n/language.ts'

const steps: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]]
const formats = new Map<string, Intl.RelativeTimeFormat>()

/** `3 minutes ago`, `in 2 days`. */
export function formatAgo (time: string | number, now = Date.now()): string {
  const { region } = spoken.get()
  const format = formats.get(region) ?? new Intl.RelativeTimeFormat(region, { numeric: 'auto' })
  formats.set(region, format)
  const seconds = (new Date(time).getTime() - now) / 1000
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
  return unit === 'second' ? format.format(0, 'second') : format.format(Math.round(seconds / size), unit)
}
