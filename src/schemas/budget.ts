import { Type, type Static } from '@sinclair/typebox'
import { budgetPeriods } from '../core/budgets.ts'
import { Timestamp } from './common.ts'
import { Nullable, StringEnum } from './type.ts'

const money = (description: string, example: number, options: { minimum?: number; maximum?: number } = {}) => Type.Number({ description, examples: [example], ...options })
const Usd = money('US dollars.', 25, { minimum: 0, maximum: 1_000_000 })
const Period = StringEnum(budgetPeriods, { description: 'When it begins anew, in UTC: at midnight, on Monday, on the first of the month, or never.', examples: ['month'] })

export const Budget = Type.Object({ usd: Usd, period: Period },
  { $id: 'Budget', additionalProperties: false, description: 'How much may be spent in a period.', examples: [{ usd: 25, period: 'month' }] })
export type Budget = Static<typeof Budget>

const state = {
  usd: Usd,
  period: Period,
  spentUsd: money('Spent in this period.', 3.2),
  reservedUsd: money('Set aside for calls that are running; what they do not use of it is given back.', 0.01),
  remainingUsd: money('What is left for new calls.', 21.79),
  resetsAt: Nullable(Timestamp('When it begins anew.'), { description: 'Null: never.' }),
}

export const BudgetState = Type.Object({
  ...state,
  spentUsd: Type.Optional(state.spentUsd),
  reservedUsd: Type.Optional(state.reservedUsd),
  remainingUsd: Type.Optional(state.remainingUsd),
  resetsAt: Type.Optional(state.resetsAt),
}, { $id: 'BudgetState', additionalProperties: false, description: 'A budget and how it stands. Answers to a change, and those of signing in, say only what is set.' })
export type BudgetState = Static<typeof BudgetState>

export const CallerBudget = Type.Object({
  of: StringEnum(['key', 'account', 'parent'], { description: 'Whose it is: the key’s own, its account’s, or that of a key that made it.', examples: ['key'] }),
  ...state,
}, { $id: 'CallerBudget', additionalProperties: false, description: 'A budget that pays for what the caller asks.' })
export type CallerBudget = Static<typeof CallerBudget>

export const AllowedModels = Type.Array(
  Type.String({ minLength: 1, maxLength: 300, pattern: '^\\S+$', examples: ['openai/gpt-*'] }),
  { minItems: 1, maxItems: 200, uniqueItems: true, description: 'Patterns of the models that may be asked; `*` stands for anything. With a slash: a provider and its model (`openai/gpt-*`, `ollama/*`). Without: an alias, with all that stands behind it, or a model’s own name at any provider.', examples: [['openai/gpt-*', 'fast']] })
