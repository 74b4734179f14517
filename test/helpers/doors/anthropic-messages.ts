// A client of messages, as strict as Anthropic's SDK, the AI SDK and Claude Code are together.
import { readError, readMessage } from './anthropic-message.ts'
import { readMessageStream } from './anthropic-stream.ts'
import { createRule, set, type Door, type Question } from './door.ts'

const cacheMark = { cache_control: { type: 'ephemeral' } }

const contentOf = ({ prompt, image, file, cache }: Question) => [
  ...image === undefined ? [] : [{ type: 'image', source: 'url' in image ? { type: 'url', url: image.url } : { type: 'base64', media_type: image.mediaType, data: image.data } }],
  ...file === undefined ? [] : [{ type: 'document', source: { type: 'base64', media_type: file.mediaType, data: file.data }, title: file.name }],
  { type: 'text', text: prompt, ...cache && cacheMark },
]

const choiceOf = ({ choice, isSerial }: Question) => {
  const single = isSerial && { disable_parallel_tool_use: true }
  if (choice === undefined) return isSerial && { type: 'auto', ...single }
  if (typeof choice === 'object') return { type: 'tool', ...choice, ...single }
  return choice === 'none' ? { type: 'none' } : { type: choice === 'required' ? 'any' : 'auto', ...single }
}

export const anthropicMessagesDoor: Door = {
  dialect: 'anthropic-messages',
  path: '/api/v1/messages',
  lacks: ['seed', 'n', 'logprobs', 'topLogprobs', 'presencePenalty', 'frequencyPenalty', 'metadata', 'verbosity', 'tier', 'json-mode'],
  ask: question => ({
    model: question.model,
    max_tokens: question.maxTokens ?? 2000,
    messages: [
      { role: 'user', content: contentOf(question) },
      ...question.before === undefined
        ? []
        : [
            { role: 'assistant', content: question.before.answer.content },
            { role: 'user', content: question.before.results.map(({ id, text, isError }) => ({ type: 'tool_result', tool_use_id: id, content: text, ...isError && { is_error: true } })) },
          ],
    ],
    ...question.stream && { stream: true },
    ...set({
      system: question.system && [{ type: 'text', text: question.system }],
      tools: question.tools?.map(({ parameters, ...tool }) => ({ ...tool, input_schema: parameters })),
      tool_choice: choiceOf(question),
      output_config: question.format || question.effort ? set({ format: typeof question.format === 'object' ? { type: 'json_schema', schema: question.format.schema } : undefined, effort: question.effort }) : undefined,
      thinking: question.budget !== undefined ? { type: 'enabled', budget_tokens: question.budget } : question.effort && { type: 'adaptive' },
      temperature: question.temperature,
      top_p: question.topP,
      top_k: question.topK,
      stop_sequences: question.stop,
      metadata: question.user && { user_id: question.user },
      service_tier: question.tier && 'standard_only',
    }),
  }),
  readStream: text => readMessageStream(text),
  readWhole (body) {
    const problems: string[] = []
    createRule(problems)(body.type === 'message' && body.role === 'assistant' && /^msg_/.test(body.id) && typeof body.model === 'string' && body.stop_reason !== null, 'a message has id, type, role, model and a stop reason')
    return readMessage(body, problems)
  },
  readError,
}
