/** What a check found. `mend` is what to do about it, for everything that is not ok. */
export type Finding = { check: string; state: 'ok' | 'warning' | 'fault'; message: string; mend?: string }

export const ok = (check: string, message: string): Finding => ({ check, state: 'ok', message })
export const warn = (check: string, message: string, mend: string): Finding => ({ check, state: 'warning', message, mend })
export const fault = (check: string, message: string, mend: string): Finding => ({ check, state: 'fault', message, mend })
