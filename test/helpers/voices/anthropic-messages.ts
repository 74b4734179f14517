// Anthropic's messages. https://platform.claude.com/docs/en/api/messages
import { json, sse, type SseEvent } from '../replay-upstream.ts'
import { countMarks, endingOf, given, halves, pieces, textOf, tokensOf, type Ending, type Said, type Trouble, type Voice } from './voice.ts'

const reasons: Record<Ending, string> = { stop: 'end_turn', length: 'max_tokens', 'tool-calls': 'tool_use', 'content-filter': 'refusal' }

const reasonOf = (said: Said): string => said.rawEnding ?? (said.stopSequence === undefined ? reasons[endingOf(said)] : 'stop_sequence')

/** What the prompt was, told at the start. */
const promptUsage = (said: Said) => {
  const { prompt, cached, written } = tokensOf(said)
  return { input_tokens: prompt - cached - written, ...cached > 0 && { cache_read_input_tokens: cached }, ...written > 0 && { cache_creation_input_tokens: written } }
}
const answerUsage = (said: Said) => {
  const { completion, reasoning } = tokensOf(said)
  return { output_tokens: completion, ...reasoning > 0 && { output_tokens_details: { thinking_tokens: reasoning } } }
}

const blocksOf = ({ text, calls = [], thought }: Said): any[] => [
  ...thought === undefined ? [] : thought.redacted !== undefined ? [{ type: 'redacted_thinking', data: thought.redacted }] : [{ type: 'thinking', thinking: thought.text, signature: thought.signature ?? '' }],
  ...calls.length > 0 && text === '' ? [] : [{ type: 'text', text }],
  ...calls.map(({ id, name, args }) => ({ type: 'tool_use', id, name, input: args })),
]

const messageOf = (content: unknown[], reason: string | null, sequence: string | undefined, usage: object) =>
  ({ id: 'msg_01', type: 'message', role: 'assistant', model: 'm', content, stop_reason: reason, stop_sequence: sequence ?? null, usage })

const deltasOf = (block: any): [start: object, deltas: object[]] => {
  switch (block.type) {
    case 'text': return [{ type: 'text', text: '' }, pieces(block.text).map(text => ({ type: 'text_delta', text }))]
    case 'thinking': return [{ type: 'thinking', thinking: '', signature: '' }, [...pieces(block.thinking).map(thinking => ({ type: 'thinking_delta', thinking })), { type: 'signature_delta', signature: block.signature }]]
    case 'tool_use': return [{ ...block, input: {} }, ['', ...halves(block.input)].map(part => ({ type: 'input_json_delta', partial_json: part }))]
    default: return [block, []]
  }
}

const named = (data: { type: string } & Record<string, unknown>): SseEvent => ({ event: data.type, data })

const beginning = (said: Said): SseEvent[] => [
  named({ type: 'message_start', message: messageOf([], null, undefined, { ...promptUsage(said), output_tokens: 1 }) }),
  named({ type: 'ping' }),
  ...blocksOf(said).flatMap((block, index) => {
    const [start, deltas] = deltasOf(block)
    return [
      named({ type: 'content_block_start', index, content_block: start }),
      ...deltas.map(delta => named({ type: 'content_block_delta', index, delta })),
      named({ type: 'content_block_stop', index }),
    ]
  }),
]

const types: Record<Exclude<Trouble, 'finish'>, string> = { failed: 'api_error', overloaded: 'overloaded_error', 'rate-limited': 'rate_limit_error', timeout: 'timeout_error', auth: 'authentication_error', invalid: 'invalid_request_error' }

/** Its schema is closed. */
const fields = new Set(['billing_policy', 'compaction', 'diagnostics', 'fallback_credit_token', 'fallbacks', 'user_profile_id', 'workspace_id', 'thread', 'model', 'messages', 'max_tokens', 'stream', 'system', 'temperature', 'top_p', 'top_k', 'stop_sequences', 'metadata', 'tools', 'tool_choice', 'thinking', 'service_tier', 'output_config', 'output_format', 'container', 'context_management', 'mcp_servers', 'cache_control', 'inference_geo', 'speed'])

const error: Voice['error'] = (status, message, behaviour) => json({ type: 'error', error: { type: status === 400 ? 'invalid_request_error' : 'some_error', message }, request_id: 'req_01' }, { status, ...behaviour })

export const anthropicMessagesVoice: Voice = {
  dialect: 'anthropic-messages',
  path: /\/messages$/,
  can: new Set(['thought', 'thought-tokens', 'signature', 'redacted', 'content-filter', 'cached', 'stop-sequence']),
  hasCallIds: true,
  whole: (said, behaviour) => json(messageOf(blocksOf(said), reasonOf(said), said.stopSequence, { ...promptUsage(said), ...answerUsage(said) }), behaviour),
  stream: (said, { includeUsage: _, ...behaviour } = {}) => sse([
    ...beginning(said),
    named({ type: 'message_delta', delta: { stop_reason: reasonOf(said), stop_sequence: said.stopSequence ?? null }, usage: answerUsage(said) }),
    named({ type: 'message_stop' }),
  ], behaviour),
  broken: (message, trouble = 'failed') => trouble === 'finish'
    ? undefined
    : sse([...beginning({ text: 'I was about to' }).slice(0, -1), named({ type: 'error', error: { type: types[trouble], message } })]),
  error,
  refuse: ({ parsed: body }) => {
    const stranger = Object.keys(body).find(field => !fields.has(field))
    // Its SDK’s tool runner asks for a conversation that the server keeps, and does without where it is refused in these words.
    if (body.thread) return json({ type: 'error', error: { type: 'invalid_request_error', message: 'thread: not supported', details: { error_code: 'thread_unsupported_request', unsupported: ['model'] } } }, { status: 400 })
    if (stranger !== undefined) return error(400, `${stranger}: Extra inputs are not permitted`)
    return body.max_tokens === undefined ? error(400, 'max_tokens: Field required') : undefined
  },
  hear: ({ parsed: body }) => {
    const { messages = [], tools = [], tool_choice: choice, thinking } = body
    const said = (role: string): any[] => messages.filter((message: any) => message.role === role).flatMap(({ content }: any) => typeof content === 'string' ? [{ type: 'text', text: content }] : content)
    const of = (role: string, ...kinds: string[]) => said(role).filter(({ type }) => kinds.includes(type))
    const format = body.output_config?.format ?? body.output_format
    return {
      isStream: body.stream === true,
      prompt: textOf(of('user', 'text')),
      images: of('user', 'image').map(({ source }) => source.type === 'url' ? { url: source.url } : { data: source.data, mediaType: source.media_type }),
      files: of('user', 'document').map(({ source, title }) => ({ ...source.type === 'url' ? { url: source.url } : { data: source.data, mediaType: source.media_type }, ...given({ name: title }) })),
      tools: tools.filter((tool: any) => tool.input_schema !== undefined).map(({ name, description, input_schema: parameters, strict }: any) => given({ name, description, parameters, isStrict: strict })),
      calls: of('assistant', 'tool_use').map(({ id, name, input }) => ({ id, name, args: input })),
      thoughts: of('assistant', 'thinking', 'redacted_thinking').map(({ thinking: text = '', signature, data: redacted }) => given({ text, signature, redacted })),
      results: of('user', 'tool_result').map(({ tool_use_id: id, content, is_error: isError }) => given({ id, text: textOf(content), isError })),
      ...given({
        system: textOf(body.system) || undefined,
        choice: choice === undefined ? undefined : choice.type === 'tool' ? { name: choice.name } : choice.type === 'any' ? 'required' as const : choice.type,
        isSerial: choice?.disable_parallel_tool_use,
        format: format && { schema: format.schema },
        effort: body.output_config?.effort,
        budget: thinking?.budget_tokens ?? (thinking?.type === 'disabled' ? 0 : undefined),
        maxTokens: body.max_tokens,
        temperature: body.temperature,
        topP: body.top_p,
        topK: body.top_k,
        stop: body.stop_sequences,
        user: body.metadata?.user_id,
        tier: body.service_tier,
        cacheMarks: countMarks(body) || undefined,
      }),
    }
  },
}
