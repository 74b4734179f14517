// A client of chat completions, as strict as openai-node, the AI SDK and LangChain are together.
import { readWire, type ToldChoice } from '../wire-rules.ts'
import { blankChoice, createRule, isCount, pictureUrl, set, type Door, type Question } from './door.ts'

const tokensOf = (usage: any) => usage && {
  prompt: usage.prompt_tokens,
  completion: usage.completion_tokens,
  cached: usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0,
  written: usage.prompt_tokens_details?.cache_write_tokens ?? 0,
  reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
}

const contentOf = ({ prompt, image, file, cache }: Question) => image === undefined && file === undefined && cache === undefined
  ? prompt
  : [
      { type: 'text', text: prompt, ...cache && { cache_control: { type: 'ephemeral' } } },
      ...image === undefined ? [] : [{ type: 'image_url', image_url: { url: pictureUrl(image) } }],
      ...file === undefined ? [] : [{ type: 'file', file: { filename: file.name, file_data: pictureUrl(file) } }],
    ]

const readMessage = (wire: any): ToldChoice => {
  const { message } = wire
  const choice = { ...blankChoice(), text: message.content ?? '', reasoning: message.reasoning_content ?? message.reasoning ?? '', refusal: message.refusal ?? '', finish_reason: wire.finish_reason, logprobs: wire.logprobs ? 1 : 0 }
  for (const { id, function: { name, arguments: json }, extra_content: extra } of message.tool_calls ?? []) {
    choice.tool_calls.push({ id, name, json, ...extra?.google?.thought_signature !== undefined && { signature: extra.google.thought_signature } })
  }
  for (const detail of message.reasoning_details ?? []) {
    if (detail.signature) choice.signature = detail.signature
    if (detail.type === 'reasoning.encrypted') choice.redacted = detail.data
  }
  return choice
}

export const openaiChatDoor: Door = {
  dialect: 'openai-chat',
  path: '/api/v1/chat/completions',
  lacks: ['budget', 'failed-results', 'met-stops'],
  ask: question => ({
    model: question.model,
    messages: [
      ...question.system === undefined ? [] : [{ role: 'system', content: question.system }],
      { role: 'user', content: contentOf(question) },
      ...question.before === undefined ? [] : [question.before.answer.choices[0].message, ...question.before.results.map(({ id, text }) => ({ role: 'tool', tool_call_id: id, content: text }))],
    ],
    ...question.stream && { stream: true, stream_options: { include_usage: true } },
    ...set({
      tools: question.tools?.map(tool => ({ type: 'function', function: tool })),
      tool_choice: typeof question.choice === 'object' ? { type: 'function', function: question.choice } : question.choice,
      parallel_tool_calls: question.isSerial && false,
      response_format: question.format === 'json' ? { type: 'json_object' } : question.format && { type: 'json_schema', json_schema: question.format },
      reasoning_effort: question.effort,
      verbosity: question.verbosity,
      max_completion_tokens: question.maxTokens,
      temperature: question.temperature,
      top_p: question.topP,
      top_k: question.topK,
      stop: question.stop,
      seed: question.seed,
      n: question.n,
      logprobs: question.logprobs,
      top_logprobs: question.topLogprobs,
      presence_penalty: question.presencePenalty,
      frequency_penalty: question.frequencyPenalty,
      user: question.user,
      metadata: question.metadata,
      service_tier: question.tier,
    }),
  }),
  readStream (text, includeUsage = true) {
    const { choices, usage, error, problems } = readWire(text, { includeUsage })
    return { choices, tokens: tokensOf(usage), error: error && openaiChatDoor.readError({ error }, problems), ending: choices[0]?.finish_reason, problems }
  },
  readWhole (body) {
    const problems: string[] = []
    const rule = createRule(problems)
    rule(typeof body.id === 'string' && body.id !== '' && body.object === 'chat.completion' && isCount(body.created) && typeof body.model === 'string', 'an answer has id, object, created and model')
    for (const [at, { index, message, finish_reason: finish }] of body.choices.entries()) {
      rule(index === at, 'choices are counted from 0')
      rule(message.role === 'assistant' && (message.content === null || typeof message.content === 'string'), 'a message has the role and text or null')
      rule(['stop', 'length', 'tool_calls', 'content_filter', 'function_call'].includes(finish), 'the finish is one that OpenAI has')
      for (const call of message.tool_calls ?? []) rule(call.type === 'function' && typeof call.id === 'string' && call.id !== '' && typeof call.function.arguments === 'string', 'a call has id, type and arguments that are text')
    }
    const { usage } = body
    if (usage !== undefined) rule([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens].every(isCount), 'usage is counted')
    const choices: ToldChoice[] = body.choices.map(readMessage)
    return { choices, tokens: tokensOf(usage), error: undefined, ending: choices[0]?.finish_reason, problems }
  },
  readError ({ error = {} }, problems) {
    const { message, type, code, param, requestId } = error
    createRule(problems)(typeof message === 'string' && message !== '' && typeof type === 'string' && typeof code === 'string' && param !== undefined, 'an error has message, type, code and param')
    return { message, type, code, param, requestId, body: error }
  },
}
