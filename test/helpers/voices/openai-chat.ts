// OpenAI's chat completions as providers speak them. https://platform.openai.com/docs/api-reference/chat
import { json, sse, type Reply, type SseEvent } from '../replay-upstream.ts'
import { countMarks, endingOf, given, halves, parse, pieces, sourceOf, textOf, tokensOf, type Ability, type Ending, type Said, type Trouble, type Voice } from './voice.ts'

const finishes: Record<Ending, string> = { stop: 'stop', length: 'length', 'tool-calls': 'tool_calls', 'content-filter': 'content_filter' }

/** In what OpenAI's relatives differ. */
export type Manner = {
  /** Mistral tells what it thinks inside `content`. */
  thinksInContent?: boolean
  /** Reports usage in every stream, on the last chunk of the choice, asked or not. */
  tellsUsage?: boolean
  finishes?: Partial<Record<Ending, string>>
  can?: readonly Ability[]
}

const usageOf = (said: Said) => {
  const { prompt, completion, cached, reasoning } = tokensOf(said)
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...cached > 0 && { prompt_tokens_details: { cached_tokens: cached } },
    ...reasoning > 0 && { completion_tokens_details: { reasoning_tokens: reasoning } },
  }
}

const heading = (object: string) => ({ id: 'chatcmpl-Bv3Q', object, created: 1_763_700_000, model: 'm', system_fingerprint: 'fp_1' })
const logprobs = (words: string[]) => ({ content: words.map(token => ({ token, logprob: -0.25, bytes: [...Buffer.from(token)], top_logprobs: [] })), refusal: null })
const indexes = ({ answers = 1 }: Said): number[] => Array.from({ length: answers }, (_, index) => index)
/** Says something else instead of text. */
const isSilent = ({ text, calls = [], refusal }: Said): boolean => text === '' && (calls.length > 0 || refusal !== undefined)
const thinking = (text: string) => [{ type: 'thinking', thinking: [{ type: 'text', text }] }]

export const createOpenaiVoice = ({ thinksInContent = false, tellsUsage = false, finishes: own = {}, can = ['thought', 'thought-tokens', 'refusal', 'content-filter', 'cached', 'answers', 'logprobs'] }: Manner = {}): Voice => {
  const finishOf = (said: Said): string => said.rawEnding ?? own[endingOf(said)] ?? finishes[endingOf(said)]

  const choiceOf = (said: Said, index: number) => {
    const { text, calls = [], thought, refusal } = said
    const content = isSilent(said) ? null : text
    return {
      index,
      message: {
        role: 'assistant',
        content: thinksInContent && thought !== undefined ? [...thinking(thought.text), ...content === null ? [] : [{ type: 'text', text }]] : content,
        refusal: refusal ?? null,
        ...!thinksInContent && thought !== undefined && { reasoning_content: thought.text },
        ...calls.length > 0 && { tool_calls: calls.map(({ id, name, args }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } })) },
      },
      logprobs: said.logprobs === true ? logprobs(pieces(text)) : null,
      finish_reason: finishOf(said),
    }
  }

  const chunksOf = (said: Said, usageField: object): SseEvent[] => {
    const { text, calls = [], thought, refusal } = said
    const chunk = (index: number, delta: object, finish: string | null = null, words?: string[]) =>
      ({ ...heading('chat.completion.chunk'), choices: [{ index, delta, logprobs: words === undefined ? null : logprobs(words), finish_reason: finish }], ...usageField })
    return indexes(said).flatMap(index => [
      chunk(index, { role: 'assistant', content: isSilent(said) ? null : '', refusal: null }),
      ...pieces(thought?.text ?? '').map(piece => chunk(index, thinksInContent ? { content: thinking(piece) } : { reasoning_content: piece })),
      ...pieces(text).map(content => chunk(index, { content }, null, said.logprobs === true ? [content] : undefined)),
      ...pieces(refusal ?? '').map(piece => chunk(index, { refusal: piece })),
      ...calls.flatMap(({ id, name, args }, at) => [
        chunk(index, { tool_calls: [{ index: at, id, type: 'function', function: { name, arguments: '' } }] }),
        ...halves(args).map(part => chunk(index, { tool_calls: [{ index: at, function: { arguments: part } }] })),
      ]),
      { ...chunk(index, {}, finishOf(said)), ...tellsUsage && { usage: usageOf(said) } },
    ])
  }

  return {
    dialect: 'openai-chat',
    path: /\/chat\/completions$/,
    can: new Set(can),
    hasCallIds: true,
    hear,
    whole: (said, behaviour) => json({ ...heading('chat.completion'), choices: indexes(said).map(index => choiceOf(said, index)), usage: usageOf(said) }, behaviour),
    stream: (said, { includeUsage = false, ...behaviour } = {}) => sse([
      ...chunksOf(said, includeUsage && !tellsUsage ? { usage: null } : {}),
      ...includeUsage && !tellsUsage ? [{ ...heading('chat.completion.chunk'), choices: [], usage: usageOf(said) }] : [],
      '[DONE]',
    ], behaviour),
    broken: (message, trouble = 'failed') => breakOff([...chunksOf({ text: 'I was about to' }, {}).slice(0, -1)], message, trouble),
    error: (status, message, behaviour) => json({ error: { message, type: 'some_error', param: null, code: null } }, { status, ...behaviour }),
  }
}

const troubles: Record<Exclude<Trouble, 'finish'>, { type: string; code: string | null }> = {
  failed: { type: 'server_error', code: null },
  overloaded: { type: 'overloaded_error', code: null },
  'rate-limited': { type: 'requests', code: 'rate_limit_exceeded' },
  timeout: { type: 'timeout', code: null },
  auth: { type: 'authentication_error', code: 'invalid_api_key' },
  invalid: { type: 'invalid_request_error', code: null },
}

const breakOff = (before: SseEvent[], message: string, trouble: Trouble): Reply => trouble === 'finish'
  ? sse([...before, { ...heading('chat.completion.chunk'), choices: [{ index: 0, delta: {}, finish_reason: 'error' }] }, '[DONE]'])
  : sse([...before, { error: { message, param: null, ...troubles[trouble] } }])

const hear: Voice['hear'] = ({ parsed: body }) => {
  const { messages = [], tools = [], tool_choice: choice, response_format: format } = body
  const by = (...roles: string[]) => messages.filter(({ role }: any) => roles.includes(role))
  const parts = (type: string) => messages.flatMap(({ content }: any) => Array.isArray(content) ? content.filter(part => part.type === type) : [])
  return {
    isStream: body.stream === true,
    prompt: by('user').map(({ content }: any) => textOf(content)).join('\n'),
    images: parts('image_url').map(({ image_url: image }: any) => sourceOf(image.url ?? image)),
    files: [
      ...parts('file').map(({ file }: any) => ({ ...sourceOf(file.file_data ?? file.file_id), ...given({ name: file.filename }) })),
      ...parts('document_url').map(({ document_url: url, document_name: name }: any) => ({ ...sourceOf(url), ...given({ name }) })), // Mistral's
    ],
    tools: tools.filter((tool: any) => tool.function !== undefined).map(({ function: { strict, ...tool } }: any) => given({ ...tool, isStrict: strict })),
    calls: by('assistant').flatMap(({ tool_calls: calls = [] }: any) => calls.map((call: any) => given({ id: call.id, name: call.function.name, args: parse(call.function.arguments), signature: call.extra_content?.google?.thought_signature }))),
    thoughts: by('assistant').flatMap(({ reasoning_content: text, content }: any) => text ? [{ text }] : thoughtsIn(content)),
    results: by('tool').map(({ tool_call_id: id, content }: any) => ({ id, text: textOf(content) })),
    ...given({
      includeUsage: body.stream_options?.include_usage,
      system: by('system', 'developer').map(({ content }: any) => textOf(content)).join('\n') || undefined,
      choice: choice?.function === undefined ? choice : { name: choice.function.name },
      isSerial: body.parallel_tool_calls === false || undefined,
      format: format?.type === 'json_object' ? 'json' as const : format?.json_schema && { schema: format.json_schema.schema },
      effort: body.reasoning_effort,
      verbosity: body.verbosity,
      maxTokens: body.max_completion_tokens ?? body.max_tokens,
      temperature: body.temperature,
      topP: body.top_p,
      topK: body.top_k,
      stop: body.stop === undefined ? undefined : [body.stop].flat(),
      seed: body.seed ?? body.random_seed,
      n: body.n,
      logprobs: body.logprobs,
      topLogprobs: body.top_logprobs,
      presencePenalty: body.presence_penalty,
      frequencyPenalty: body.frequency_penalty,
      user: body.user,
      metadata: body.metadata,
      tier: body.service_tier,
      cacheMarks: countMarks(body) || undefined,
    }),
  }
}

const thoughtsIn = (content: unknown): { text: string }[] =>
  Array.isArray(content) ? content.filter(part => part?.type === 'thinking').map(part => ({ text: textOf(part.thinking) })) : []
