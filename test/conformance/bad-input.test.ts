import t, { test } from 'tap'
import { addAnswering } from '../helpers/answering-upstream.ts'
import { startApp } from '../helpers/app.ts'
import { doors, type Door } from '../helpers/doors.ts'

/** A body that a door refuses: what is wrong, the status, and the field that is named. */
type Bad = [what: string, body: unknown, status: number, field?: string]

type BadDoor = { path: string; readError: Door['readError']; /** A good body. */ good: Record<string, unknown>; bad: readonly Bad[] }

// Each door over a provider of another dialect: its own would be sent what is wrong as it is, and judge for itself.
const model = 'openai-compatible/m'
const hello = { role: 'user', content: 'hello' }
const chat = (more: object) => ({ model: 'anthropic/m', messages: [hello], ...more })
const saying = (...content: unknown[]) => chat({ messages: [{ role: 'user', content }] })
const message = (more: object) => ({ model, max_tokens: 100, messages: [hello], ...more })
const blocks = (...content: unknown[]) => message({ messages: [{ role: 'user', content }] })
const response = (more: object) => ({ model, input: 'hello', ...more })
const items = (...input: unknown[]) => response({ input })

const badDoors: Record<string, BadDoor> = {
  'chat completions': {
    path: '/api/v1/chat/completions',
    readError: doors['openai-chat']!.readError,
    good: chat({}),
    bad: [
      ['no messages', { model: 'anthropic/m' }, 400, 'messages'],
      ['an empty conversation', chat({ messages: [] }), 400, 'messages'],
      ['messages that are text', chat({ messages: 'hello' }), 400, 'messages'],
      ['a message without a role', chat({ messages: [{ content: 'hi' }] }), 400, 'messages[0].role'],
      ['a role that nobody has', chat({ messages: [{ role: 'king', content: 'hi' }] }), 400, 'messages[0].role'],
      ['content that is a number', chat({ messages: [hello, { role: 'user', content: 42 }] }), 400, 'messages[1].content'],
      ['a part that is no object', saying(7), 400, 'messages[0].content[0]'],
      ['a text part without text', saying({ type: 'text' }), 400, 'messages[0].content[0].text'],
      ['an image without an address', saying({ type: 'image_url', image_url: {} }), 400, 'messages[0].content[0].image_url.url'],
      ['a file without anything in it', saying({ type: 'file', file: {} }), 400, 'messages[0].content[0].file'],
      ['sound without data', saying({ type: 'input_audio', input_audio: { format: 'wav' } }), 400, 'messages[0].content[0].input_audio.data'],
      ['a result without its call', chat({ messages: [hello, { role: 'tool', content: 'fine' }] }), 400, 'messages[1].tool_call_id'],
      ['a tool without a name', chat({ tools: [{ type: 'function', function: {} }] }), 400, 'tools[0].function.name'],
      ['tools that are an object', chat({ tools: {} }), 400, 'tools'],
      ['a temperature in words', chat({ temperature: 'hot' }), 400, 'temperature'],
      ['a limit below one', chat({ max_tokens: 0 }), 400, 'max_tokens'],
      ['half an answer', chat({ n: 0.5 }), 400, 'n'],
      ['a stop that is a number', chat({ stop: 7 }), 400, 'stop'],
    ],
  },
  messages: {
    path: '/api/v1/messages',
    readError: doors['anthropic-messages']!.readError,
    good: message({}),
    bad: [
      ['no messages', { model, max_tokens: 100 }, 400, 'messages'],
      ['an empty conversation', message({ messages: [] }), 400, 'messages'],
      ['messages that are text', message({ messages: 'hello' }), 400, 'messages'],
      ['a limit in words', message({ max_tokens: 'many' }), 400, 'max_tokens'],
      ['a message without a role', message({ messages: [{ content: 'hi' }] }), 400, 'messages[0].role'],
      ['a role that nobody has', message({ messages: [{ role: 'king', content: 'hi' }] }), 400, 'messages[0].role'],
      ['content that is a number', message({ messages: [{ role: 'user', content: 42 }] }), 400, 'messages[0].content'],
      ['a block without a type', blocks({ text: 'hi' }), 400, 'messages[0].content[0].type'],
      ['a text block without text', blocks({ type: 'text' }), 400, 'messages[0].content[0].text'],
      ['an image without a source', blocks({ type: 'image' }), 400, 'messages[0].content[0].source'],
      ['an image without data', blocks({ type: 'image', source: { type: 'base64', media_type: 'image/png' } }), 400, 'messages[0].content[0].source.data'],
      ['a document without data', blocks({ type: 'document', source: { type: 'base64', media_type: 'application/pdf' } }), 400, 'messages[0].content[0].source.data'],
      ['a result without its call', blocks({ type: 'tool_result', content: 'fine' }), 400, 'messages[0].content[0].tool_use_id'],
      ['a tool without a name', message({ tools: [{ input_schema: { type: 'object' } }] }), 400, 'tools[0].name'],
      ['a tool choice that is text', message({ tool_choice: 'auto' }), 400, 'tool_choice'],
      ['a temperature in words', message({ temperature: 'hot' }), 400, 'temperature'],
      ['a stop sequence that is a number', message({ stop_sequences: [7] }), 400, 'stop_sequences'],
      ['a system prompt that is a number', message({ system: 7 }), 400, 'system'],
    ],
  },
  responses: {
    path: '/api/v1/responses',
    readError: doors['openai-responses']!.readError,
    good: response({}),
    bad: [
      ['no input', { model }, 400, 'input'],
      ['input that is a number', response({ input: 42 }), 400, 'input'],
      ['an empty input', response({ input: [] }), 400, 'input'],
      ['a role that nobody has', items({ role: 'king', content: 'hi' }), 400, 'input[0].role'],
      ['content that is a number', items({ role: 'user', content: 42 }), 400, 'input[0].content'],
      ['a part without a type', items({ role: 'user', content: [{ text: 'hi' }] }), 400, 'input[0].content[0].type'],
      ['a text part without text', items({ role: 'user', content: [{ type: 'input_text' }] }), 400, 'input[0].content[0].text'],
      ['an image without an address', items({ role: 'user', content: [{ type: 'input_image' }] }), 400, 'input[0].content[0].image_url'],
      ['a result without its call', items({ type: 'function_call_output', output: 'fine' }), 400, 'input[0].call_id'],
      ['a call without a name', items({ type: 'function_call', call_id: 'call_1', arguments: '{}' }), 400, 'input[0].name'],
      ['a tool without a name', response({ tools: [{ type: 'function', parameters: {} }] }), 400, 'tools[0].name'],
      ['a temperature in words', response({ temperature: 'hot' }), 400, 'temperature'],
      ['a limit below one', response({ max_output_tokens: 0 }), 400, 'max_output_tokens'],
      ['a response that is not kept here', response({ previous_response_id: 'resp_1' }), 400, 'previous_response_id'],
      ['an item that is not kept here', items({ type: 'item_reference', id: 'msg_1' }), 400, 'input[0]'],
      ['work in the background', response({ background: true }), 400, 'background'],
    ],
  },
  embeddings: {
    path: '/api/v1/embeddings',
    readError: doors['openai-chat']!.readError,
    good: { model, input: 'hello' },
    bad: [
      ['no input', { model }, 400, 'input'],
      ['an empty input', { model, input: [] }, 400, 'input'],
      ['input that is a number', { model, input: 42 }, 400, 'input'],
      ['input that is an object', { model, input: {} }, 400, 'input'],
      ['no dimension at all', { model, input: 'hello', dimensions: 0 }, 400, 'dimensions'],
      ['a form that nobody has', { model, input: 'hello', encoding_format: 'roman' }, 400, 'encoding_format'],
    ],
  },
  chat: {
    path: '/api/v1/chat',
    readError: doors['openai-chat']!.readError,
    good: { model, message: 'hello' },
    bad: [
      ['no message', { model }, 400, 'message'],
      ['a message that is a number', { model, message: 42 }, 400, 'message'],
      ['a history that is text', { model, message: 'hello', history: 'hi' }, 400, 'history'],
      ['a turn without a role', { model, message: 'hello', history: [{ content: 'hi' }] }, 400, 'history[0].role'],
      ['a temperature in words', { model, message: 'hello', temperature: 'hot' }, 400, 'temperature'],
      ['a limit below one', { model, message: 'hello', maxTokens: 0 }, 400, 'maxTokens'],
      ['a field that nobody knows', { model, message: 'hello', color: 'red' }, 400, 'color'],
    ],
  },
  count_tokens: {
    path: '/api/v1/messages/count_tokens',
    readError: doors['anthropic-messages']!.readError,
    good: { model, messages: [hello] },
    bad: [
      ['no messages', { model }, 400, 'messages'],
      ['a role that nobody has', { model, messages: [{ role: 'king', content: 'hi' }] }, 400, 'messages[0].role'],
      ['a text block without text', { model, messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 400, 'messages[0].content[0].text'],
    ],
  },
}

/** Bad at every door. */
const alwaysBad = ({ good }: BadDoor): Bad[] => [
  ['JSON that breaks off', JSON.stringify(good).slice(0, -3), 400],
  ['nothing at all', '', 400],
  ['a list', '[1,2]', 400],
  ['null', 'null', 400],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from('{"model":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]), 400],
  ['brackets without end', `{"a":${'['.repeat(300_000)}`, 400],
  ['more than the server takes', { ...good, filler: 'x'.repeat(2 * 1024 * 1024) }, 413],
  ['a model that nobody serves', { ...good, model: 'nobody/knows' }, 404, 'model'],
  ['a model that is a number', { ...good, model: 7 }, 400, 'model'],
  ['an empty model', { ...good, model: '' }, 400, 'model'],
]

const server = await startApp(t, { BODY_LIMIT: '1mb' })
const upstreams = [await addAnswering(t, server, 'openai-compatible'), await addAnswering(t, server, 'anthropic')]
/** Calls beside the listing of models. */
const countCalls = (): number => upstreams.flatMap(({ requests }) => requests).filter(({ method }) => method === 'POST').length

for (const [name, door] of Object.entries(badDoors)) {
  const isAnthropic = door.readError === doors['anthropic-messages']!.readError

  test(`${name}: what is good is answered`, async t => {
    t.equal((await server.call('POST', door.path, { body: door.good })).status, 200)
  })

  for (const [what, body, status, field] of [...alwaysBad(door), ...door.bad]) {
    test(`${name}: ${what} is refused in the vendor’s own envelope${field === undefined ? '' : `, which names ${field}`}`, async t => {
      const before = countCalls()
      const answer = await server.call('POST', door.path, { body })
      t.equal(answer.status, status, answer.text.slice(0, 300))
      const problems: string[] = []
      const error = door.readError(answer.json ?? {}, problems)
      t.same(problems, [], answer.text.slice(0, 300))
      if (isAnthropic) {
        t.equal(error.type, status === 404 ? 'not_found_error' : status === 413 ? 'request_too_large' : 'invalid_request_error')
        if (field !== undefined) t.ok(error.message.includes(field) || error.message.includes(field.replace(/\[(\d+)\]/g, '.$1')), error.message)
      } else {
        t.equal(error.type, 'invalid_request_error')
        t.equal(error.param ?? undefined, field, error.message)
      }
      t.match(error.requestId, /^req_/)
      t.equal(answer.headers.get('x-request-id'), error.requestId)
      t.equal(countCalls(), before, 'and no provider was asked')
    })
  }

  test(`${name}: no key and a wrong one are refused in the vendor’s own envelope`, async t => {
    for (const key of ['', 'plk_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG']) {
      const answer = await server.call('POST', door.path, { body: door.good, key })
      const problems: string[] = []
      t.equal(answer.status, 401)
      t.equal(door.readError(answer.json, problems).type, 'authentication_error')
      t.same(problems, [])
    }
  })

  test(`${name}: another content type is refused by name`, async t => {
    const answer = await server.call('POST', door.path, { body: 'model=m', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    t.equal(answer.status, 415)
    t.match(door.readError(answer.json, []).message, 'application/json')
  })
}
