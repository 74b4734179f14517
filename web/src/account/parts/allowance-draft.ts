import { type Allowance, type BudgetPeriod, type LimitName, limitNames } from './surface.ts'

/** Limits, budget and models as they are typed. */
export type AllowanceDraft = { limits: Partial<Record<LimitName, string>>; usd: string; period: BudgetPeriod; models: string }

export const draftAllowance = ({ limits, budget, models }: Allowance): AllowanceDraft => ({
  limits: Object.fromEntries(Object.entries(limits ?? {}).map(([name, count]) => [name, String(count)])),
  usd: budget == null ? '' : String(budget.usd),
  period: budget?.period ?? 'month',
  models: (models ?? []).join('\n'),
})

/** Which fields hold nothing usable. */
export function findMistakes ({ limits, usd }: AllowanceDraft): { limits: LimitName[]; usd: boolean } {
  return {
    limits: limitNames.filter(name => (limits[name] ?? '').trim() !== '' && !isCount(limits[name]!)), // just looked at
    usd: usd.trim() !== '' && !(Number(usd.replace(',', '.')) >= 0),
  }
}

const isCount = (text: string): boolean => /^[1-9]\d{0,9}$/.test(text.trim())

/** As it is sent. `fields`: what the server knows of these. Null takes away, which a new one has nothing of. */
export function readAllowance ({ limits, usd, period, models }: AllowanceDraft, fields: readonly string[]): Required<Allowance> | Allowance {
  const counts = Object.fromEntries(limitNames.flatMap(name => (limits[name] ?? '').trim() === '' ? [] : [[name, Number(limits[name])]]))
  const patterns = models.split('\n').map(line => line.trim()).filter(line => line !== '')
  return {
    limits: Object.keys(counts).length > 0 ? counts : null,
    ...fields.includes('budget') && { budget: usd.trim() === '' ? null : { usd: Number(usd.replace(',', '.')), period } },
    ...fields.includes('models') && { models: patterns.length > 0 ? [...new Set(patterns)] : null },
  }
}

/** Without what is null: for what is made anew. */
export const withoutNulls = <T extends object>(body: T): T => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) as T // only what may be absent is null
