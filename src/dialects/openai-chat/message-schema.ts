import { type Static, Type } from '@sinclair/typebox'
import { Nullable, ref, StringEnum } from '../../schemas/type.ts'

const text = (description: string, options = {}) => Type.Optional(Nullable(Type.String(), { description, ...options }))

const cacheControl = Type.Optional(Nullable(Type.Object({}, { additionalProperties: true }), { description: 'Where the provider may cut the prompt for its cache, as Anthropic says it. Reaches providers that take it.', examples: [{ type: 'ephemeral' }] }))

export const ChatImageUrl = Type.Object({
  url: Type.String({ description: 'A web address, or a data URL with base64.', examples: ['https://example.com/cat.png'] }),
  detail: Type.Optional(StringEnum(['auto', 'low', 'high'], { description: 'How closely the model looks.' })),
}, { $id: 'ChatImageUrl', description: 'Where an image is.', additionalProperties: true, examples: [{ url: 'https://example.com/cat.png', detail: 'low' }] })
export type ChatImageUrl = Static<typeof ChatImageUrl>

export const ChatInputAudio = Type.Object({
  data: Type.String({ description: 'Base64.' }),
  format: Type.String({ description: 'Usually `wav` or `mp3`.', examples: ['wav'] }),
}, { $id: 'ChatInputAudio', description: 'Sound, inline.', additionalProperties: true, examples: [{ data: 'UklGRiQ=', format: 'wav' }] })
export type ChatInputAudio = Static<typeof ChatInputAudio>

export const ChatFile = Type.Object({
  file_id: text('A file that the provider keeps.'),
  file_data: text('A data URL with base64.'),
  filename: text('Its name, shown to the model.', { examples: ['report.pdf'] }),
}, { $id: 'ChatFile', description: 'A file, by id or inline.', additionalProperties: true, examples: [{ filename: 'report.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' }] })
export type ChatFile = Static<typeof ChatFile>

export const ChatContentPart = Type.Object({
  type: Type.String({ description: '`text`, `image_url`, `input_audio`, `file`, `refusal`, or one that only your provider knows.', examples: ['text'] }),
  text: Type.Optional(Type.String({ examples: ['What is in this picture?'] })),
  refusal: Type.Optional(Type.String()),
  image_url: Type.Optional(Type.Union([ref(ChatImageUrl), Type.String()], { description: 'For `image_url`.' })),
  input_audio: Type.Optional(ref(ChatInputAudio)),
  file: Type.Optional(ref(ChatFile)),
  cache_control: cacheControl,
}, { $id: 'ChatContentPart', description: 'A piece of a message.', additionalProperties: true, examples: [{ type: 'text', text: 'What is in this picture?' }] })
export type ChatContentPart = Static<typeof ChatContentPart>

export const ChatFunctionCall = Type.Object({
  name: Type.String({ examples: ['get_weather'] }),
  arguments: Type.String({ description: 'JSON text, as the model wrote it; it need not be valid.', examples: ['{"city":"Paris"}'] }),
}, { $id: 'ChatFunctionCall', description: 'Which function, with which arguments.', additionalProperties: true, examples: [{ name: 'get_weather', arguments: '{"city":"Paris"}' }] })
export type ChatFunctionCall = Static<typeof ChatFunctionCall>

export const ChatToolCall = Type.Object({
  id: Type.String({ description: 'Named again in the tool’s answer.', examples: ['call_1'] }),
  type: Type.Optional(Type.String({ default: 'function', examples: ['function'] })),
  function: Type.Optional(ref(ChatFunctionCall)),
}, { $id: 'ChatToolCall', description: 'The model wants a tool to be called.', additionalProperties: true, examples: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }] })
export type ChatToolCall = Static<typeof ChatToolCall>

export const ChatReasoningDetail = Type.Object({
  type: Type.String({ description: '`reasoning.text`, `reasoning.summary` or `reasoning.encrypted`.', examples: ['reasoning.text'] }),
  text: text('What was thought.', { examples: ['They greet me.'] }),
  summary: text('What was thought, in short.'),
  signature: text('Proves to the provider that the model thought it.', { examples: ['RXFRQmVkcw=='] }),
  data: text('What was thought, for the provider’s eyes only.'),
  format: text('Who can check it: `anthropic-claude-v1`, `openai-responses-v1`, `google-gemini-v1` …', { examples: ['anthropic-claude-v1'] }),
  index: Type.Optional(Nullable(Type.Integer(), { description: 'Which block of reasoning it belongs to.', examples: [0] })),
}, { $id: 'ChatReasoningDetail', description: 'A piece of reasoning and its proof, as OpenRouter has it. Send it back as it came.', additionalProperties: true, examples: [{ type: 'reasoning.text', text: 'They greet me.', signature: 'RXFRQmVkcw==', format: 'anthropic-claude-v1', index: 0 }] })
export type ChatReasoningDetail = Static<typeof ChatReasoningDetail>

export const ChatRequestMessage = Type.Object({
  role: StringEnum(['system', 'developer', 'user', 'assistant', 'tool', 'function'], { description: 'Who speaks.' }),
  content: Type.Optional(Type.Union([Type.String(), Type.Array(ref(ChatContentPart)), Type.Null()], { description: 'A text, or pieces. Null beside tool calls.', examples: ['Hello!'] })),
  name: text('Tells speakers of one role apart.'),
  tool_calls: Type.Optional(Nullable(Type.Array(ref(ChatToolCall)), { description: 'Of an assistant’s message: the calls it asked for.' })),
  tool_call_id: text('Of a tool’s message: the call it answers.'),
  refusal: text('Of an assistant’s message: why it would not answer.'),
  reasoning_content: text('Of an assistant’s message: what it thought. Some providers want it back.'),
  reasoning_details: Type.Optional(Nullable(Type.Array(ref(ChatReasoningDetail)), { description: 'Of an assistant’s message: what it thought, with its proof.' })),
  function_call: Type.Optional(Nullable(ref(ChatFunctionCall), { description: 'The old form of `tool_calls`.', deprecated: true })),
}, { $id: 'ChatRequestMessage', description: 'A message of the conversation so far.', additionalProperties: true, examples: [{ role: 'user', content: 'Hello!' }] })
export type ChatRequestMessage = Static<typeof ChatRequestMessage>

export const ChatFunction = Type.Object({
  name: Type.String({ minLength: 1, examples: ['get_weather'] }),
  description: text('What it does and when to use it.', { examples: ['The weather at a place.'] }),
  parameters: Type.Optional(Nullable(Type.Object({}, { additionalProperties: true }), { description: 'JSON Schema of the arguments.' })),
  strict: Type.Optional(Nullable(Type.Boolean(), { description: 'Arguments must match the schema exactly.' })),
}, { $id: 'ChatFunction', description: 'A function that the model may call.', additionalProperties: true, examples: [{ name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }] })
export type ChatFunction = Static<typeof ChatFunction>

export const ChatTool = Type.Object({
  type: Type.Optional(Type.String({ default: 'function', examples: ['function'] })),
  function: Type.Optional(ref(ChatFunction)),
  cache_control: cacheControl,
}, { $id: 'ChatTool', description: 'A tool: a function, or one that only your provider knows.', additionalProperties: true, examples: [{ type: 'function', function: { name: 'get_weather' } }] })
export type ChatTool = Static<typeof ChatTool>

/** Everything above, for registering. */
export const messageSchemas = [ChatImageUrl, ChatInputAudio, ChatFile, ChatContentPart, ChatFunctionCall, ChatToolCall, ChatReasoningDetail, ChatRequestMessage, ChatFunction, ChatTool]
