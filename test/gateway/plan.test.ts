import { Type } from '@sinclair/typebox'
import { test } from 'tap'
import type { Target } from '../../src/core/ports.ts'
import { defineProvider, type ProviderSettings, tongue } from '../../src/core/provider.ts'
import { anthropicMessages } from '../../src/dialects/anthropic-messages/index.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import type { Call } from '../../src/gateway/index.ts'
import { type Plan, planAttempt } from '../../src/gateway/plan.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const body = { model: 'up/m', messages: [{ role: 'user', content: 'hi' }] }
const call: Call = { requestId: 'req_1', route: '/', door: openaiChat, createAnswerId: () => 'x', raw: Buffer.from(JSON.stringify(body)), body, headers: {}, caller: undefined, attribution: undefined, models: ['up/m'], isStream: false, includeUsage: false, isStrict: false }
const options = { isOnly: false, system: undefined, fetchMedia: () => { throw new Error('nothing is remote') } }

const isNew = ({ baseUrl }: ProviderSettings): boolean => baseUrl.includes('new')
const plugin = (dialect = openaiChat) => defineProvider({
  kind: 'split',
  settings: Type.Object({ baseUrl: Type.String() }),
  templates: [{ id: 'split', displayName: 'Split', baseUrl: 'https://old.example.com', docsUrl: 'https://example.com', requiresKey: false }],
  speaks: [tongue(dialect, { path: '/new', isSpoken: isNew }), tongue(anthropicMessages, { path: '/old', isSpoken: settings => !isNew(settings) })],
  address: ({ baseUrl }, { path }) => ({ url: baseUrl + path, headers: {} }),
})

const plan = (baseUrl: string, dialect = openaiChat): Plan => {
  const target: Target = { record: { name: 'up', settings: { baseUrl } } as Target['record'], plugin: plugin(dialect), model: 'm' } // what a plan looks at
  return planAttempt(call, target, options) as Plan // nothing has to be fetched
}

test('a provider is asked in a tongue that it speaks with its settings', async t => {
  t.match(plan('https://new.example.com'), { tongue: { path: '/new' }, isRelay: true })
  t.match(plan('https://old.example.com'), { tongue: { path: '/old' }, isRelay: false })
})

test('a dialect that must be read and written again is not relayed', async t => {
  t.match(plan('https://new.example.com', { ...openaiChat, isRelayable: false }), { tongue: { path: '/new' }, isRelay: false })
})

test('a provider that speaks nothing of what is asked says so', async t => {
  const embeddings: Call = { ...call, door: { ...openaiChat, operation: 'embeddings' } }
  const target: Target = { record: { name: 'up', settings: { baseUrl: '' } } as Target['record'], plugin: plugin(), model: 'm' } // as above
  t.match(thrownBy(() => planAttempt(embeddings, target, options)), { kind: 'operation_unsupported', more: { param: 'model' } })
})
