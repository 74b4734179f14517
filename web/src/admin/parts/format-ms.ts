import { formatNumber } from '../../i18n/format.ts'

/** Milliseconds as a number: those of what is on this machine have parts that count. */
export const formatMs = (ms: number): string => formatNumber(ms, { maximumFractionDigits: ms < 10 ? 1 : 0 })
