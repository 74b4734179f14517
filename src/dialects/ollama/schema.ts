import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Nullable, ref } from '../../schemas/type.ts'

// As lenient as Ollama: null means "not set", unknown fields are welcome.
const optional = <T extends TSchema>(schema: T, description: string) => Type.Optional(Nullable(schema, { description }))
const anything = { additionalProperties: true }

export const OllamaFunctionCall = Type.Object({
  name: Type.String({ examples: ['get_weather'] }),
  arguments: Type.Optional(Nullable(Type.Object({}, anything), { description: 'The arguments themselves, not their text.' })),
}, { $id: 'OllamaFunctionCall', description: 'Which function, with which arguments.', ...anything, examples: [{ name: 'get_weather', arguments: { city: 'Paris' } }] })
export type OllamaFunctionCall = Static<typeof OllamaFunctionCall>

export const OllamaToolCall = Type.Object({
  id: optional(Type.String(), 'Newer servers give one.'),
  function: ref(OllamaFunctionCall),
}, { $id: 'OllamaToolCall', description: 'The model wants a tool to be called.', ...anything, examples: [{ function: { name: 'get_weather', arguments: { city: 'Paris' } } }] })
export type OllamaToolCall = Static<typeof OllamaToolCall>

export const OllamaMessage = Type.Object({
  role: Type.String({ description: '`system`, `user`, `assistant` or `tool`.', examples: ['user'] }),
  content: optional(Type.String(), 'The text.'),
  images: optional(Type.Array(Type.String()), 'Images in base64.'),
  thinking: optional(Type.String(), 'Of an assistant’s message: what it thought.'),
  tool_calls: optional(Type.Array(ref(OllamaToolCall)), 'Of an assistant’s message: the calls it asked for.'),
  tool_name: optional(Type.String(), 'Of a tool’s message: which tool it was.'),
  tool_call_id: optional(Type.String(), 'Of a tool’s message: the call it answers.'),
}, { $id: 'OllamaMessage', description: 'A message of the conversation.', ...anything, examples: [{ role: 'user', content: 'Hello!' }] })
export type OllamaMessage = Static<typeof OllamaMessage>

export const OllamaFunction = Type.Object({
  name: Type.String({ minLength: 1, examples: ['get_weather'] }),
  description: optional(Type.String(), 'What it does and when to use it.'),
  parameters: optional(Type.Object({}, anything), 'JSON Schema of the arguments.'),
}, { $id: 'OllamaFunction', description: 'A function that the model may call.', ...anything, examples: [{ name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }] })
export type OllamaFunction = Static<typeof OllamaFunction>

export const OllamaTool = Type.Object({
  type: Type.Optional(Type.String({ default: 'function', examples: ['function'] })),
  function: Type.Optional(ref(OllamaFunction)),
}, { $id: 'OllamaTool', description: 'A tool.', ...anything, examples: [{ type: 'function', function: { name: 'get_weather' } }] })
export type OllamaTool = Static<typeof OllamaTool>

export const OllamaChatRequest = Type.Object({
  model: Type.String({ minLength: 1, examples: ['demo/parlance'] }),
  messages: Type.Array(ref(OllamaMessage), { description: 'The conversation so far.' }),
  stream: optional(Type.Boolean(), 'A line of JSON for each piece of the answer; false for one object. Ollama streams unless told otherwise.'),
  tools: optional(Type.Array(ref(OllamaTool)), 'What the model may call.'),
  format: Type.Optional(Type.Union([Type.String(), Type.Object({}, anything), Type.Null()], { description: '`json`, or a JSON Schema for the answer.' })),
  think: Type.Optional(Type.Union([Type.Boolean(), Type.String(), Type.Null()], { description: 'Whether to think first, or how hard: `low`, `medium`, `high`.' })),
  options: optional(Type.Object({}, anything), 'Sampling and limits: `temperature`, `num_predict`, `stop` …'),
  keep_alive: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()], { description: 'How long the model stays loaded.' })),
  logprobs: optional(Type.Boolean(), 'Tell the tokens’ log probabilities.'),
  top_logprobs: optional(Type.Integer(), 'For this many alternatives of each token.'),
}, {
  $id: 'OllamaChatRequest',
  description: 'Ollama’s chat request. Fields that are not named here travel to providers of the same dialect.',
  ...anything,
  examples: [{ model: 'demo/parlance', messages: [{ role: 'user', content: 'Hello!' }] }],
})
export type OllamaChatRequest = Static<typeof OllamaChatRequest>

export const OllamaChatResponse = Type.Object({
  model: Type.String({ examples: ['demo/parlance'] }),
  created_at: Type.String({ format: 'date-time', examples: ['2026-11-21T09:30:00.000Z'] }),
  message: ref(OllamaMessage),
  done: Type.Boolean({ description: 'Whether this is the last line, or the whole answer.' }),
  done_reason: Type.Optional(Type.String({ description: 'Why it ended.', examples: ['stop'] })),
  total_duration: Type.Optional(Type.Integer({ description: 'Nanoseconds.' })),
  load_duration: Type.Optional(Type.Integer({ description: 'Nanoseconds.' })),
  prompt_eval_count: Type.Optional(Type.Integer({ description: 'Tokens of the prompt.', examples: [9] })),
  prompt_eval_duration: Type.Optional(Type.Integer({ description: 'Nanoseconds.' })),
  eval_count: Type.Optional(Type.Integer({ description: 'Tokens of the answer, thinking included.', examples: [3] })),
  eval_duration: Type.Optional(Type.Integer({ description: 'Nanoseconds.' })),
}, {
  $id: 'OllamaChatResponse',
  description: 'A whole answer, or one line of a streamed one.',
  ...anything,
  examples: [{ model: 'demo/parlance', created_at: '2026-11-21T09:30:00.000Z', message: { role: 'assistant', content: 'Hello!' }, done: true, done_reason: 'stop', prompt_eval_count: 9, eval_count: 3 }],
})
export type OllamaChatResponse = Static<typeof OllamaChatResponse>
