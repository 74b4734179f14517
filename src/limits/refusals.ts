import { type BudgetAccount, type BudgetUse, toUsd } from '../core/budgets.ts'
import { GatewayError } from '../core/errors.ts'
import type { AskedModel } from '../core/model-access.ts'
import type { WindowState } from '../core/ports.ts'
import type { Estimate } from './estimate.ts'
import type { Slot } from './windows.ts'

/** How long a place takes to become free is anybody's guess. */
const soonMs = 2000

const whose = (id: string): string => id.startsWith('usr_') ? 'account' : 'key'

const say = (count: number): string => count.toLocaleString('en-US')

/** Money as people read it, fine enough for one cheap call. */
const sayMoney = (nanos: number): string => {
  const usd = toUsd(nanos)
  return '$' + (Math.abs(usd) >= 1 ? usd.toFixed(2) : usd.toFixed(9).replace(/(\.\d\d\d*?)0+$/, '$1'))
}

/** The same whether there is such a model or not: what one may not use, one need not know of. */
export const unknownModel = ({ alias, provider, model }: AskedModel): GatewayError =>
  new GatewayError('model_not_found', `The model ${alias ?? `${provider}/${model}`} does not exist, or you may not use it. GET /api/v1/models lists those that you may.`, { param: 'model' })

export const noPlace = ({ key, limit }: Slot): GatewayError =>
  new GatewayError('rate_limited', `Your ${whose(key)} may have ${limit} calls to models running at the same time, and has.`, { retryAfterMs: soonMs })

const parts = ({ prompt, output }: Estimate): string => `about ${say(prompt)} for the prompt and up to ${say(output)} for the answer`

/** Not even an empty minute has room for it. */
export const tooLarge = (limit: number, estimate: Estimate): GatewayError =>
  new GatewayError('tokens_exceed_limit', `This request may take ${say(estimate.tokens)} tokens (${parts(estimate)}), and your limit is ${say(limit)} a minute. Shorten the prompt, or limit the answer with max_tokens.`)

export const noTokens = ({ limit, used, resetAt }: WindowState, estimate: Estimate, now: number): GatewayError =>
  new GatewayError('rate_limited', `Your limit of ${say(limit)} tokens a minute has ${say(Math.max(0, limit - used))} left, and this request may take ${say(estimate.tokens)} (${parts(estimate)}).`, { retryAfterMs: Math.max(1, resetAt - now) })

export const unpriced = ({ provider, model }: AskedModel): GatewayError =>
  new GatewayError('forbidden', `Nobody knows what ${provider}/${model} costs, so it cannot be paid from a budget. An admin can set its price, or let such models count as free (BUDGET_UNPRICED).`, { param: 'model' })

/** Used up until it begins anew, or only taken by calls that are running and may give some of it back. */
export function noMoney (account: BudgetAccount, { spent, reserved }: Pick<BudgetUse, 'spent' | 'reserved'>, nanos: number, { end, now }: { end: number | undefined; now: number }): GatewayError {
  const { id, limit, period } = account
  const budget = `The budget of your ${whose(id)} (${sayMoney(limit)} ${period === 'total' ? 'in all' : `a ${period}`})`
  if (spent + nanos <= limit) {
    return new GatewayError('rate_limited', `${budget} has ${sayMoney(limit - spent)} left, but ${sayMoney(reserved)} of it is set aside for calls that are running, and this request may cost ${sayMoney(nanos)}.`, { retryAfterMs: soonMs })
  }
  const reset = end === undefined ? 'It does not begin anew by itself.' : `It begins anew at ${new Date(end).toISOString()}.`
  const left = Math.max(0, limit - spent)
  return new GatewayError('insufficient_quota', left === 0
    ? `${budget} is used up. ${reset}`
    : `${budget} has ${sayMoney(left)} left, and this request may cost ${sayMoney(nanos)}; limit its answer with max_tokens. ${reset}`, end === undefined ? {} : { retryAfterMs: Math.max(1, end - now) })
}
