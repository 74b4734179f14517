// How each kind of provider says the same things on its own wire, after the vendors' documentation.
import { json, ndjson, sse, type Behaviour, type Reply, type SseEvent } from './replay-upstream.ts'

export type Call = { id: string; name: string; args: Record<string, unknown> }
/** What an answer says: text, or calls of tools. */
export type Said = { text: string; calls?: readonly Call[] }

export type Voice = {
  path: string
  whole(said: Said, behaviour?: Behaviour): Reply
  /** `includeUsage`: what the request asked for, where the dialect has to be asked. */
  stream(said: Said, options?: Behaviour & { includeUsage?: boolean }): Reply
  /** Some text, then an error inside the stream. */
  broken(message: string): Reply
  error(status: number, message: string, behaviour?: Behaviour): Reply
}

const usage = { input: 11, output: 7 }

/** Text in the pieces that tokens make, spaces in front. */
const pieces = (text: string): string[] => text.match(/\s*\S+|\s+$/g) ?? []
/** JSON in two pieces, so that nobody can read one of them. */
const halves = (value: unknown): [string, string] => {
  const text = JSON.stringify(value)
  return [text.slice(0, text.length >> 1), text.slice(text.length >> 1)]
}

const heading = (object: string) => ({ id: 'chatcmpl-Bv3Q', object, created: 1_763_700_000, model: 'm', system_fingerprint: 'fp_1' })
const openaiUsage = { prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output }
const openaiChunks = ({ text, calls = [] }: Said, usageField: object): SseEvent[] => {
  const chunk = (delta: object, finish: string | null = null) => ({ ...heading('chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...usageField })
  const call = (index: number, part: object) => chunk({ tool_calls: [{ index, ...part }] })
  return [
    chunk({ role: 'assistant', content: calls.length > 0 ? null : '', refusal: null }),
    ...pieces(text).map(content => chunk({ content })),
    ...calls.flatMap(({ id, name, args }, index) => [
      call(index, { id, type: 'function', function: { name, arguments: '' } }),
      ...halves(args).map(part => call(index, { function: { arguments: part } })),
    ]),
    chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
  ]
}

/** https://platform.openai.com/docs/api-reference/chat */
const openai: Voice = {
  path: '/v1/chat/completions',
  whole: ({ text, calls = [] }, behaviour) => json({
    ...heading('chat.completion'),
    choices: [{
      index: 0,
      message: {
        role: 'assistant',
        content: calls.length > 0 ? null : text,
        refusal: null,
        ...calls.length > 0 && { tool_calls: calls.map(({ id, name, args }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } })) },
      },
      logprobs: null,
      finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
    }],
    usage: openaiUsage,
  }, behaviour),
  stream: (said, { includeUsage = false, ...behaviour } = {}) => sse([
    ...openaiChunks(said, includeUsage ? { usage: null } : {}),
    ...includeUsage ? [{ ...heading('chat.completion.chunk'), choices: [], usage: openaiUsage }] : [],
    '[DONE]',
  ], behaviour),
  broken: message => sse([...openaiChunks({ text: 'I was about to' }, {}).slice(0, -1), { error: { message, type: 'server_error', param: null, code: null } }]),
  error: (status, message, behaviour) => json({ error: { message, type: 'some_error', param: null, code: null } }, { status, ...behaviour }),
}

const named = (data: { type: string } & Record<string, unknown>) => ({ event: data.type, data })
const message = (content: unknown[], stop: string | null, tokens: object) =>
  ({ id: 'msg_01', type: 'message', role: 'assistant', model: 'm', content, stop_reason: stop, stop_sequence: null, usage: tokens })
const anthropicStart = ({ text, calls = [] }: Said): SseEvent[] => {
  const block = (index: number, start: object, deltas: object[]) => [
    named({ type: 'content_block_start', index, content_block: start }),
    ...deltas.map(delta => named({ type: 'content_block_delta', index, delta })),
    named({ type: 'content_block_stop', index }),
  ]
  return [
    named({ type: 'message_start', message: message([], null, { input_tokens: usage.input, output_tokens: 1 }) }),
    named({ type: 'ping' }),
    ...calls.length > 0 ? [] : block(0, { type: 'text', text: '' }, pieces(text).map(piece => ({ type: 'text_delta', text: piece }))),
    ...calls.flatMap(({ id, name, args }, index) =>
      block(index, { type: 'tool_use', id, name, input: {} }, ['', ...halves(args)].map(part => ({ type: 'input_json_delta', partial_json: part })))),
  ]
}

/** https://platform.claude.com/docs/en/api/messages */
const anthropic: Voice = {
  path: '/v1/messages',
  whole: ({ text, calls = [] }, behaviour) => json(message(
    calls.length > 0 ? calls.map(({ id, name, args }) => ({ type: 'tool_use', id, name, input: args })) : [{ type: 'text', text }],
    calls.length > 0 ? 'tool_use' : 'end_turn',
    { input_tokens: usage.input, output_tokens: usage.output }
  ), behaviour),
  stream: (said, { includeUsage: _, ...behaviour } = {}) => sse([
    ...anthropicStart(said),
    named({ type: 'message_delta', delta: { stop_reason: (said.calls?.length ?? 0) > 0 ? 'tool_use' : 'end_turn', stop_sequence: null }, usage: { output_tokens: usage.output } }),
    named({ type: 'message_stop' }),
  ], behaviour),
  broken: message => sse([...anthropicStart({ text: 'I was about to' }).slice(0, -1), named({ type: 'error', error: { type: 'api_error', message } })]),
  error: (status, message, behaviour) => json({ type: 'error', error: { type: 'some_error', message }, request_id: 'req_01' }, { status, ...behaviour }),
}

const line = (said: object) => ({ model: 'm', created_at: '2025-11-21T09:30:00.5Z', message: { role: 'assistant', content: '', ...said }, done: false })
const ollamaEnd = (reason: string) => ({ done: true, done_reason: reason, total_duration: 5e8, load_duration: 1e8, prompt_eval_count: usage.input, prompt_eval_duration: 1e8, eval_count: usage.output, eval_duration: 2e8 })
/** Ollama's arguments are objects, and older versions give calls no ids. */
const ollamaCalls = (calls: readonly Call[]) => ({ tool_calls: calls.map(({ name, args }) => ({ function: { name, arguments: args } })) })

/** https://docs.ollama.com/api/chat */
const ollama: Voice = {
  path: '/api/chat',
  whole: ({ text, calls = [] }, behaviour) => json({ ...line(calls.length > 0 ? ollamaCalls(calls) : { content: text }), ...ollamaEnd('stop') }, behaviour),
  stream: ({ text, calls = [] }, { includeUsage: _, ...behaviour } = {}) => ndjson([
    ...calls.length > 0 ? [line(ollamaCalls(calls))] : pieces(text).map(content => line({ content })),
    { ...line({}), ...ollamaEnd('stop') },
  ], behaviour),
  broken: message => ndjson([...pieces('I was about to').map(content => line({ content })), { error: message }]),
  error: (status, message, behaviour) => json({ error: message }, { status, ...behaviour }),
}

export const voices = { openai, 'openai-compatible': openai, huggingface: openai, anthropic, ollama } as const satisfies Record<string, Voice>
export type Kind = keyof typeof voices
export const kinds = Object.keys(voices) as Kind[] // its own keys
export const speaksOpenai = (kind: Kind): boolean => voices[kind] === openai
