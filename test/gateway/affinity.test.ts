import { test } from 'tap'
import type { Attribution } from '../../src/core/chat.ts'
import type { Call } from '../../src/gateway/index.ts'
import { candidatesOf } from '../../src/gateway/candidate.ts'

const cases: [what: string, attribution: Attribution | undefined, body: object, affinity: string | undefined][] = [
  ['nothing', undefined, {}, undefined],
  ['a user', { user: 'u' }, {}, 'u'],
  ['a key for the prompt cache', { user: 'u' }, { prompt_cache_key: 'k' }, 'k'],
  ['a session', { user: 'u', session: 's' }, { prompt_cache_key: 'k' }, 's'],
  ['a chat', { user: 'u', session: 's', chat: 'c' }, {}, 'c'],
  ['a key that is no text', undefined, { prompt_cache_key: 7 }, undefined],
]
for (const [what, attribution, body, affinity] of cases) {
  test(`a call that names ${what} sticks to ${affinity ?? 'nothing'}`, async t => {
    const asked: unknown[] = []
    const directory = { alias: (_name: string, key?: string) => { asked.push(key); return undefined } }
    candidatesOf({ models: ['fast'], attribution, body } as unknown as Call, directory as never)
    t.strictSame(asked, [affinity])
  })
}
