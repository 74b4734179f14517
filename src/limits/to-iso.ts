/** A time as answers say it; null for never. */
export const toIso = (ms: number | undefined): string | null => ms === undefined ? null : new Date(ms).toISOString()
