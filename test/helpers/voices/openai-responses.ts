// OpenAI's responses as its own API speaks them. https://platform.openai.com/docs/api-reference/responses
import { json, sse, type SseEvent } from '../replay-upstream.ts'
import { endingOf, given, halves, parse, pieces, sourceOf, textOf, tokensOf, type Said, type Trouble, type Voice } from './voice.ts'

const usageOf = (said: Said) => {
  const { prompt, completion, cached, reasoning } = tokensOf(said)
  return { input_tokens: prompt, input_tokens_details: { cached_tokens: cached }, output_tokens: completion, output_tokens_details: { reasoning_tokens: reasoning }, total_tokens: prompt + completion }
}

const logprob = (token: string) => ({ token, logprob: -0.25, bytes: [...Buffer.from(token)], top_logprobs: [] })
const textPart = (said: Said) => ({ type: 'output_text', text: said.text, annotations: [], logprobs: said.logprobs === true ? pieces(said.text).map(logprob) : [] })

const incomplete: Partial<Record<string, string>> = { length: 'max_output_tokens', 'content-filter': 'content_filter' }
const incompleteFor = (said: Said): string | undefined => said.rawEnding ?? incomplete[endingOf(said)]

/** Every item of the output, whole. */
const outputOf = (said: Said): any[] => {
  const status = incompleteFor(said) === undefined ? 'completed' : 'incomplete'
  const { text, calls = [], thought, refusal } = said
  const isSilent = calls.length > 0 && text === '' && refusal === undefined
  return [
    ...thought === undefined ? [] : [{ id: 'rs_1', type: 'reasoning', summary: thought.text === '' ? [] : [{ type: 'summary_text', text: thought.text }], ...thought.signature !== undefined && { encrypted_content: thought.signature } }],
    ...isSilent ? [] : [{ id: 'msg_1', type: 'message', status, role: 'assistant', content: [refusal === undefined ? textPart(said) : { type: 'refusal', refusal }] }],
    ...calls.map(({ id, name, args }, at) => ({ id: `fc_${at + 1}`, type: 'function_call', status, call_id: id, name, arguments: JSON.stringify(args) })),
  ]
}

const responseOf = (said: Said, state: 'in_progress' | 'done' | 'failed' = 'done', error: object | null = null) => {
  const reason = incompleteFor(said)
  return {
    id: 'resp_1', object: 'response', created_at: 1_763_700_000, model: 'm',
    status: state === 'done' ? reason === undefined ? 'completed' : 'incomplete' : state,
    error, incomplete_details: state === 'done' && reason !== undefined ? { reason } : null,
    instructions: null, max_output_tokens: null, metadata: {}, parallel_tool_calls: true, previous_response_id: null, store: false,
    temperature: 1, text: { format: { type: 'text' } }, tool_choice: 'auto', tools: [], top_p: 1, truncation: 'disabled', user: null,
    output: state === 'done' ? outputOf(said) : [],
    usage: state === 'done' ? usageOf(said) : null,
  }
}

const eventsOfItem = (item: any, at: number): any[] => {
  const place = { item_id: item.id, output_index: at }
  const added = (empty: object) => ({ type: 'response.output_item.added', output_index: at, item: { ...item, ...empty } })
  const done = { type: 'response.output_item.done', output_index: at, item }
  if (item.type === 'function_call') {
    return [
      added({ status: 'in_progress', arguments: '' }),
      ...halves(JSON.parse(item.arguments)).map(delta => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
      { type: 'response.function_call_arguments.done', ...place, name: item.name, arguments: item.arguments },
      done,
    ]
  }
  if (item.type === 'reasoning') {
    return [
      added({ summary: [] }),
      ...item.summary.flatMap((part: any, index: number) => [
        { type: 'response.reasoning_summary_part.added', ...place, summary_index: index, part: { ...part, text: '' } },
        ...pieces(part.text).map(delta => ({ type: 'response.reasoning_summary_text.delta', ...place, summary_index: index, delta })),
        { type: 'response.reasoning_summary_text.done', ...place, summary_index: index, text: part.text },
        { type: 'response.reasoning_summary_part.done', ...place, summary_index: index, part },
      ]),
      done,
    ]
  }
  const [part] = item.content
  const inside = { ...place, content_index: 0 }
  const isRefusal = part.type === 'refusal'
  return [
    added({ status: 'in_progress', content: [] }),
    { type: 'response.content_part.added', ...inside, part: isRefusal ? { ...part, refusal: '' } : { ...part, text: '', logprobs: [] } },
    ...pieces(isRefusal ? part.refusal : part.text).map(delta => isRefusal
      ? { type: 'response.refusal.delta', ...inside, delta }
      : { type: 'response.output_text.delta', ...inside, delta, logprobs: part.logprobs.length > 0 ? [logprob(delta)] : [] }),
    isRefusal ? { type: 'response.refusal.done', ...inside, refusal: part.refusal } : { type: 'response.output_text.done', ...inside, text: part.text, logprobs: part.logprobs },
    { type: 'response.content_part.done', ...inside, part },
    done,
  ]
}

const number = (events: any[]): SseEvent[] => events.map((data, at) => ({ event: data.type, data: { ...data, sequence_number: at } }))

const opening = (said: Said) => ['response.created', 'response.in_progress'].map(type => ({ type, response: responseOf(said, 'in_progress') }))

const codes: Record<Trouble, string> = { failed: 'server_error', overloaded: 'server_is_overloaded', 'rate-limited': 'rate_limit_exceeded', timeout: 'timeout', auth: 'invalid_api_key', invalid: 'invalid_prompt', finish: 'server_error' }

export const openaiResponsesVoice: Voice = {
  dialect: 'openai-responses',
  path: /\/responses$/,
  can: new Set(['thought', 'thought-tokens', 'signature', 'refusal', 'content-filter', 'cached', 'logprobs']),
  hasCallIds: true,
  whole: (said, behaviour) => json(responseOf(said), behaviour),
  stream: (said, { includeUsage: _, ...behaviour } = {}) => {
    const response = responseOf(said)
    return sse(number([...opening(said), ...outputOf(said).flatMap(eventsOfItem), { type: `response.${response.status}`, response }]), behaviour)
  },
  broken: (message, trouble = 'failed') => {
    const said = { text: 'I was about to' }
    const before = [...opening(said), ...outputOf(said).flatMap(eventsOfItem).slice(0, -3)]
    return sse(number([...before, trouble === 'finish'
      ? { type: 'response.failed', response: responseOf(said, 'failed', { code: codes[trouble], message }) }
      : { type: 'error', code: codes[trouble], message, param: null }]))
  },
  error: (status, message, behaviour) => json({ error: { message, type: 'some_error', param: null, code: null } }, { status, ...behaviour }),
  hear: ({ parsed: body }) => {
    const input: any[] = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input ?? []
    const of = (type: string) => input.filter(item => item.type === type)
    const by = (...roles: string[]) => input.filter(({ role }) => roles.includes(role))
    const parts = (type: string) => input.flatMap(({ content }) => Array.isArray(content) ? content.filter(part => part.type === type) : [])
    const { tools = [], tool_choice: choice, text: { format, verbosity } = {} as any } = body
    return {
      isStream: body.stream === true,
      prompt: by('user').map(({ content }) => textOf(content)).join('\n'),
      images: parts('input_image').map(part => sourceOf(part.image_url)),
      files: parts('input_file').map(part => ({ ...sourceOf(part.file_data ?? part.file_url ?? part.file_id), ...given({ name: part.filename }) })),
      tools: tools.filter((tool: any) => tool.type === 'function').map(({ type: _, strict, ...tool }: any) => given({ ...tool, isStrict: strict })),
      calls: of('function_call').map(({ call_id: id, name, arguments: json }) => ({ id, name, args: parse(json) })),
      thoughts: of('reasoning').map(({ summary = [], encrypted_content: signature }) => given({ text: textOf(summary), signature })),
      results: of('function_call_output').map(({ call_id: id, output }) => ({ id, text: textOf(output) })),
      ...given({
        system: [body.instructions, ...by('system', 'developer').map(({ content }) => textOf(content))].filter(Boolean).join('\n') || undefined,
        choice: typeof choice === 'object' && choice?.type === 'function' ? { name: choice.name } : choice,
        isSerial: body.parallel_tool_calls === false || undefined,
        format: format?.type === 'json_object' ? 'json' as const : format?.type === 'json_schema' ? { schema: format.schema } : undefined,
        effort: body.reasoning?.effort,
        verbosity,
        maxTokens: body.max_output_tokens,
        temperature: body.temperature,
        topP: body.top_p,
        logprobs: body.include?.includes('message.output_text.logprobs') || undefined,
        topLogprobs: body.top_logprobs,
        user: body.user ?? body.safety_identifier,
        metadata: body.metadata,
        tier: body.service_tier,
      }),
    }
  },
}
