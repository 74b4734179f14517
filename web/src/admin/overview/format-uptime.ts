import { formatNumber } from '../../i18n/format.ts'

/** The two largest units: `3d 4h`. */
export function formatUptime (seconds: number): string {
  const units = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const
  const first = Math.max(0, units.findIndex(([, size]) => seconds >= size))
  let rest = Math.max(0, Math.floor(seconds))
  return units.slice(first, first + 2).flatMap(([unit, size], index) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count === 0 && index > 0 ? [] : [formatNumber(count, { style: 'unit', unit, unitDisplay: 'narrow' })]
  }).join(' ')
}
