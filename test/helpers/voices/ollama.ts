// Ollama's chat. https://docs.ollama.com/api/chat
import { json, ndjson } from '../replay-upstream.ts'
import { endingOf, given, pieces, tokensOf, type Said, type Voice } from './voice.ts'

const line = (said: object) => ({ model: 'm', created_at: '2025-11-21T09:30:00.5Z', message: { role: 'assistant', content: '', ...said }, done: false })

const endOf = (said: Said) => {
  const { prompt, completion } = tokensOf(said)
  return { done: true, done_reason: said.rawEnding ?? (endingOf(said) === 'length' ? 'length' : 'stop'), total_duration: 5e8, load_duration: 1e8, prompt_eval_count: prompt, prompt_eval_duration: 1e8, eval_count: completion, eval_duration: 2e8 }
}

/** Arguments are objects, and older versions give calls no ids. */
const callsOf = ({ calls = [] }: Said) => calls.length === 0 ? {} : { tool_calls: calls.map(({ name, args }) => ({ function: { name, arguments: args } })) }

const probability = (token: string) => ({ token, logprob: -0.25, bytes: [...Buffer.from(token)], top_logprobs: [] })

const thoughtOf = ({ thought }: Said) => thought === undefined ? {} : { thinking: thought.text }

export const ollamaVoice: Voice = {
  dialect: 'ollama',
  path: /\/api\/chat$/,
  can: new Set(['thought', 'logprobs']),
  hasCallIds: false,
  whole: (said, behaviour) => json({
    ...line({ content: said.text, ...thoughtOf(said), ...callsOf(said) }),
    ...said.logprobs === true && { logprobs: pieces(said.text).map(probability) },
    ...endOf(said),
  }, behaviour),
  stream: (said, { includeUsage: _, ...behaviour } = {}) => ndjson([
    ...pieces(said.thought?.text ?? '').map(thinking => line({ thinking })),
    ...pieces(said.text).map(content => ({ ...line({ content }), ...said.logprobs === true && { logprobs: [probability(content)] } })),
    ...said.calls === undefined ? [] : [line(callsOf(said))],
    { ...line({}), ...endOf(said) },
  ], behaviour),
  broken: (message, trouble = 'failed') => {
    const before = pieces('I was about to').map(content => line({ content }))
    if (trouble === 'finish') return ndjson([...before, { ...line({}), done: true, done_reason: 'error' }])
    return trouble === 'failed' ? ndjson([...before, { error: message }]) : undefined
  },
  error: (status, message, behaviour) => json({ error: message }, { status, ...behaviour }),
  hear: ({ parsed: body }) => {
    const { messages = [], tools = [], options = {} } = body
    const by = (role: string): any[] => messages.filter((message: any) => message.role === role)
    return {
      isStream: body.stream !== false,
      prompt: by('user').map(({ content }) => content).join('\n'),
      images: messages.flatMap(({ images = [] }: any) => images.map((data: string) => ({ data, mediaType: '' }))),
      files: [],
      tools: tools.map((tool: any) => tool.function),
      calls: by('assistant').flatMap(({ tool_calls: calls = [] }) => calls.map((call: any) => given({ id: call.id, name: call.function.name, args: call.function.arguments }))),
      thoughts: by('assistant').flatMap(({ thinking }) => thinking ? [{ text: thinking }] : []),
      results: by('tool').map(({ content, tool_name: name, tool_call_id: id }) => given({ text: content, name, id })),
      ...given({
        system: by('system').map(({ content }) => content).join('\n') || undefined,
        format: body.format === 'json' ? 'json' as const : body.format && { schema: body.format },
        effort: typeof body.think === 'string' ? body.think : undefined,
        budget: typeof body.think === 'boolean' ? Number(body.think) : undefined,
        maxTokens: options.num_predict,
        temperature: options.temperature,
        topP: options.top_p,
        topK: options.top_k,
        stop: options.stop,
        seed: options.seed,
        logprobs: body.logprobs,
        topLogprobs: body.top_logprobs,
        presencePenalty: options.presence_penalty,
        frequencyPenalty: options.frequency_penalty,
      }),
    }
  },
}
