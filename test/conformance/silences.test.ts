import { test } from 'tap'
import type { ChatParams, ChatRequest, Message, Part } from '../../src/core/chat.ts'
import { GatewayError } from '../../src/core/errors.ts'
import { bothEnds } from './both-ends.ts'
import { silenceOf, silences, type RequestSilence } from './silences.ts'

const said = (...content: Part[]): Message => ({ role: 'user', content })
const hello: Part = { type: 'text', text: 'hello' }
const picture = { data: 'iVBORw0KGgo=', mediaType: 'image/png' }
const tool = { type: 'function' as const, name: 'f', description: 'F.', parameters: { type: 'object', properties: {} } }

const asked = (params: ChatParams, more: Partial<ChatRequest> = {}): ChatRequest => ({ model: 'm', messages: [said(hello)], stream: false, params, extras: {}, ...more })
const saying = (...content: Part[]): ChatRequest => asked({}, { messages: [said(...content)] })
const afterCall = (result: Partial<Extract<Message, { role: 'tool' }>>): ChatRequest => asked({}, {
  messages: [said(hello), { role: 'assistant', content: [{ type: 'tool-call', id: 'call_1', name: 'f', arguments: '{}' }] }, { role: 'tool', toolCallId: 'call_1', content: [hello], ...result }],
})

/** A request that cannot be said without a loss, and the name that the warning must have; undefined where the loss is of form only. */
const losses: Record<RequestSilence, { request: ChatRequest; param: RegExp } | undefined> = {
  reasoning: { request: asked({}, { messages: [said(hello), { role: 'assistant', content: [{ type: 'reasoning', text: 'Hm.' }, hello] }, said(hello)] }), param: /^(messages\[1\]|reasoning$)/ },
  'call-ids': undefined,
  'image-urls': undefined, // fetched by the gateway
  'image-types': undefined,
  'image-detail': { request: saying({ type: 'image', source: picture, detail: 'low' }), param: /detail/ },
  files: { request: saying({ type: 'file', source: { data: 'JVBERi0=' }, mediaType: 'application/pdf' }), param: /^messages\[0\]/ },
  'file-names': { request: saying({ type: 'file', source: { data: 'JVBERi0=' }, mediaType: 'application/pdf', name: 'a.pdf' }), param: /^messages\[0\]/ },
  'tool-errors': { request: afterCall({ isError: true }), param: /is_error/ },
  'text-parts': undefined,
  'result-parts': undefined,
  'tool-choice': { request: asked({}, { tools: [tool], toolChoice: 'required' }), param: /^tool_choice$/ },
  'serial-calls': { request: asked({ parallelToolCalls: false }, { tools: [tool] }), param: /^parallel_tool_calls$/ },
  'json-mode': { request: asked({ responseFormat: { type: 'json' } }), param: /^response_format$/ },
  temperature: { request: asked({ temperature: 0.5 }), param: /^temperature$/ },
  'top-p': { request: asked({ topP: 0.5 }), param: /^top_p$/ },
  'top-k': { request: asked({ topK: 5 }), param: /^top_k$/ },
  stop: { request: asked({ stop: ['END'] }), param: /^stop$/ },
  seed: { request: asked({ seed: 7 }), param: /^seed$/ },
  penalties: { request: asked({ presencePenalty: 0.5 }), param: /^presence_penalty$/ },
  n: { request: asked({ n: 2 }), param: /^n$/ },
  logprobs: { request: asked({ logprobs: true }), param: /^logprobs$/ },
  user: { request: asked({ user: 'ann' }), param: /^user$/ },
  metadata: { request: asked({ metadata: { a: 'b' } }), param: /^metadata$/ },
  verbosity: { request: asked({ verbosity: 'low' }), param: /^(verbosity|text\.verbosity)$/ },
}

test('the table is about the dialects that there are', async t => {
  t.same(Object.keys(silences).sort(), bothEnds.map(({ id }) => id).sort())
})

for (const { id, writeRequest } of bothEnds) {
  for (const silence of silenceOf(id).requests) {
    const loss = losses[silence]
    if (loss === undefined) continue
    test(`${id} has no words for ${silence}, and says so`, async t => {
      try {
        const { warnings } = writeRequest(loss.request)
        t.ok(warnings.some(({ param }) => loss.param.test(param)), JSON.stringify(warnings))
      } catch (thrown) {
        t.ok(thrown instanceof GatewayError, String(thrown))
        t.match(thrown, { kind: 'invalid_request', more: { param: /\w/ } })
      }
    })
  }

  test(`${id} has words for all else, and warns of nothing`, async t => {
    const own = new Set<string>(silenceOf(id).requests)
    if (own.has('files')) own.add('file-names')
    for (const [silence, loss] of Object.entries(losses)) {
      if (own.has(silence) || loss === undefined) continue
      t.same(writeRequest(loss.request).warnings.filter(({ action }) => action === 'dropped'), [], silence)
    }
  })
}
