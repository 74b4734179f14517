import { test } from 'tap'
import { tongue } from '../../src/core/provider.ts'
import { anthropicMessages } from '../../src/dialects/anthropic-messages/index.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { ways } from '../helpers/two-paths.ts'
import { question, startGateway } from './setup.ts'

const providers = { a: tongue(openaiChat), c: tongue(anthropicMessages) }
const pricing = { input: 3, output: 15 }
const begun = { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, usage: { input_tokens: 20, output_tokens: 1, cache_read_input_tokens: 10 } } }
const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
/** Anthropic's count of the prompt comes first: it may fail after that. */
const countedAndFailed = { headers: { 'content-type': 'text/event-stream' }, body: Buffer.from([begun, overloaded].map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')) }

test('what a provider had counted before it failed stands with its attempt, and not with the answer of the next', async t => {
  const { upstream, ask } = await startGateway(t, { providers, pricing, aliases: { fast: { models: ['c/m', 'a/m'] } } })
  upstream.on('/c/messages', countedAndFailed)
  upstream.on('/a/chat/completions', ways[0]!.stream(['hel', 'lo']))
  const { receipt } = await ask(question({ model: 'fast', stream: true }))
  t.match(receipt, { status: 'ok', provider: 'a', usage: { inputTokens: 7, outputTokens: 3 } })
  t.match(receipt.attempts, [{ provider: 'c', error: 'upstream_overloaded', usage: { inputTokens: 20, outputTokens: 1, cacheReadTokens: 10 }, costUsd: (20 * 3 + 10 * 3 + 1 * 15) / 1e6, pricing }])
})

test('so it does when there is no next', async t => {
  const { upstream, ask } = await startGateway(t, { providers, pricing })
  upstream.on('/c/messages', countedAndFailed)
  const { receipt } = await ask(question({ model: 'c/m', stream: true }))
  t.match(receipt, { status: 'failed', usage: undefined, costUsd: undefined, attempts: [{ provider: 'c', usage: { inputTokens: 20 } }] })
})

test('an attempt that was not counted says nothing', async t => {
  const { upstream, ask } = await startGateway(t, { providers, pricing })
  upstream.on('/a/chat/completions', ways[0]!.error(503, 'loading'))
  const { receipt } = await ask(question())
  t.strictSame(Object.keys(receipt.attempts[0]!).sort(), ['error', 'latencyMs', 'model', 'provider'])
})
