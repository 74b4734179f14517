/** Billionths of a dollar as dollars: the nearest number that JSON can write, which has no more than nine digits after the point. */
export const toUsd = (nano: number): number => nano / 1e9

export const toIso = (ms: number): string => new Date(ms).toISOString()
