import type { App } from '../../../plugins/app.ts'
import { windowsOf } from '../../../limits/index.ts'
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
    const windows = windowsOf(caller!, true)
    const states = await app.services.limits.peek(windows)
    const left = states.map(({ limit, used, resetAt }, index) => ({
      window: windows[index]!.name,
      limit,
      used,
      remaining: Math.max(0, limit - used),
      resetAt: new Date(resetAt).toISOString(),
    }))
    // a key of a user may count in two windows of the same length: the one that runs out first is told
    return { requests: left.filter(({ window, remaining }, index) => !left.some((other, at) => other.window === window && (other.remaining < remaining || (other.remaining === remaining && at < index)))) }
  })
}
