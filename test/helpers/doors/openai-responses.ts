// A client of responses, as strict as openai-node and the AI SDK are together.
import { pictureUrl, set, type Door, type Question } from './door.ts'
import { readResponse, readResponseError } from './openai-response.ts'
import { readResponseStream } from './openai-responses-stream.ts'

const contentOf = ({ prompt, image, file }: Question) => [
  { type: 'input_text', text: prompt },
  ...image === undefined ? [] : [{ type: 'input_image', image_url: pictureUrl(image), detail: 'auto' }],
  ...file === undefined ? [] : [{ type: 'input_file', filename: file.name, file_data: pictureUrl(file) }],
]

export const openaiResponsesDoor: Door = {
  dialect: 'openai-responses',
  path: '/api/v1/responses',
  lacks: ['stop', 'seed', 'n', 'topK', 'presencePenalty', 'frequencyPenalty', 'cache', 'budget', 'failed-results', 'met-stops'],
  ask: question => ({
    model: question.model,
    store: false,
    input: [
      ...question.system === undefined ? [] : [{ role: 'developer', content: question.system }],
      { role: 'user', content: contentOf(question) },
      ...question.before === undefined ? [] : [...question.before.answer.output, ...question.before.results.map(({ id, text }) => ({ type: 'function_call_output', call_id: id, output: text }))],
    ],
    ...question.stream && { stream: true },
    ...set({
      tools: question.tools?.map(tool => ({ type: 'function', strict: false, ...tool })),
      tool_choice: typeof question.choice === 'object' ? { type: 'function', ...question.choice } : question.choice,
      parallel_tool_calls: question.isSerial && false,
      text: question.format || question.verbosity ? set({ format: question.format === 'json' ? { type: 'json_object' } : question.format && { type: 'json_schema', strict: true, ...question.format }, verbosity: question.verbosity }) : undefined,
      reasoning: question.effort && { effort: question.effort, summary: 'auto' },
      include: question.logprobs ? ['message.output_text.logprobs'] : question.effort ? ['reasoning.encrypted_content'] : undefined,
      top_logprobs: question.topLogprobs,
      max_output_tokens: question.maxTokens,
      temperature: question.temperature,
      top_p: question.topP,
      user: question.user,
      metadata: question.metadata,
      service_tier: question.tier,
    }),
  }),
  readStream: readResponseStream,
  readWhole: body => readResponse(body, []),
  readError: readResponseError,
}
