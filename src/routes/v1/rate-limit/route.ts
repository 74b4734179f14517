import type { App } from '../../../plugins/app.ts'
import type { WindowState } from '../../../core/ports.ts'
import { type NamedWindow, toBudgetView, windowsOf } from '../../../limits/index.ts'
import { problems } from '../../../schemas/error.ts'
import { RateLimit } from '../../../schemas/system.ts'
import { ref } from '../../../schemas/type.ts'

export default async function getRateLimit (app: App) {
  app.get('', {
    config: { auth: 'any', isUnlimited: true },
    schema: {
      operationId: 'getRateLimit',
      tags: ['system'],
      summary: 'See what is left of your limits',
      response: { 200: { description: 'The windows of the caller, those that a user shares with their keys too.', content: { 'application/json': { schema: ref(RateLimit) } } }, ...problems('unauthorized') },
    },
  }, async ({ caller }): Promise<RateLimit> => {
    const { limits, allowance } = app.services
    const windows = windowsOf(caller!, true)
    const states = await limits.peek(windows)
    const tokens = await allowance.readTokens(caller!)
    const budgets = await allowance.readBudgets(caller!.budgets ?? [])
    return {
      requests: tightest(states.map((state, index) => toView(windows[index]!, state))),
      tokens: tightest(tokens.map(({ window, state }) => toView(window, state))),
      budgets: budgets.map(state => {
        const { id } = state.account
        return { of: id === caller!.id && caller!.type === 'key' ? 'key' : id === caller!.userId ? 'account' : 'parent', ...toBudgetView(state) }
      }),
    }
  })
}

const toView = ({ name }: NamedWindow, { limit, used, resetAt }: WindowState) =>
  ({ window: name, limit, used, remaining: Math.max(0, limit - used), resetAt: new Date(resetAt).toISOString() })

/** A key may count in several windows of the same length: the one that runs out first is told. */
const tightest = (left: ReturnType<typeof toView>[]) => left.filter(({ window, remaining }, index) =>
  !left.some((other, at) => other.window === window && (other.remaining < remaining || (other.remaining === remaining && at < index))))
