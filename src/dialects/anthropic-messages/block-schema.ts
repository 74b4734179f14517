import { type Static, Type } from '@sinclair/typebox'
import { Nullable, ref, StringEnum } from '../../schemas/type.ts'

const text = (description: string, options = {}) => Type.Optional(Type.String({ description, ...options }))
export const open = (description: string, options = {}) => Type.Optional(Nullable(Type.Object({}, { additionalProperties: true }), { description, ...options }))
export const cacheControl = open('Where the prompt may be cut for the cache.', { examples: [{ type: 'ephemeral' }] })

export const AnthropicSource = Type.Object({
  type: Type.String({ description: '`base64`, `url`, `text`, `file` or `content`.', examples: ['base64'] }),
  media_type: text('Of `base64` and `text`.', { examples: ['image/png'] }),
  data: text('Base64, or the text itself.', { examples: ['iVBORw0KGgo='] }),
  url: text('A web address.', { examples: ['https://example.com/cat.png'] }),
  file_id: text('A file that the provider keeps.', { examples: ['file_011'] }),
}, { $id: 'AnthropicSource', description: 'Where an image or a document is.', additionalProperties: true, examples: [{ type: 'url', url: 'https://example.com/cat.png' }] })
export type AnthropicSource = Static<typeof AnthropicSource>

/** A block may hold blocks: a tool's answer does. */
const Self = Type.Unsafe<Record<string, unknown>>({ $ref: 'AnthropicContentBlock#' })

export const AnthropicContentBlock = Type.Object({
  type: Type.String({ description: '`text`, `image`, `document`, `tool_use`, `tool_result`, `thinking`, `redacted_thinking`, or one that only your provider knows.', examples: ['text'] }),
  text: text('Of `text`.', { examples: ['What is in this picture?'] }),
  source: Type.Optional(ref(AnthropicSource)),
  title: Type.Optional(Nullable(Type.String(), { description: 'Of `document`.', examples: ['report.pdf'] })),
  id: text('Of `tool_use`: named again in its result.', { examples: ['toolu_1'] }),
  name: text('Of `tool_use`: which tool.', { examples: ['get_weather'] }),
  input: Type.Optional(Type.Unknown({ description: 'Of `tool_use`: its arguments.', examples: [{ city: 'Paris' }] })),
  tool_use_id: text('Of `tool_result`: the call that it answers.', { examples: ['toolu_1'] }),
  content: Type.Optional(Type.Union([Type.String(), Type.Array(Self), Type.Object({}, { additionalProperties: true }), Type.Null()], { description: 'Of `tool_result`: what the tool said.', examples: ['18 °C'] })),
  is_error: Type.Optional(Nullable(Type.Boolean(), { description: 'Of `tool_result`: the tool failed.', examples: [false] })),
  thinking: text('Of `thinking`: what the model thought.', { examples: ['The user wants the weather.'] }),
  signature: text('Of `thinking`: proves it to its provider. Send it back as it came.', { examples: ['EqQBCgIYAhIM'] }),
  data: text('Of `redacted_thinking`: sealed by its provider.', { examples: ['EmwKAhgB'] }),
  cache_control: cacheControl,
}, { $id: 'AnthropicContentBlock', description: 'A piece of a message.', additionalProperties: true, examples: [{ type: 'text', text: 'What is in this picture?' }] })
export type AnthropicContentBlock = Static<typeof AnthropicContentBlock>

export const AnthropicMessageParam = Type.Object({
  role: StringEnum(['user', 'assistant', 'system'], { description: 'Who speaks. `system` in the middle of a conversation only.', examples: ['user'] }),
  content: Type.Union([Type.String(), Type.Array(ref(AnthropicContentBlock))], { description: 'A text, or pieces.', examples: ['Hello!'] }),
}, { $id: 'AnthropicMessageParam', description: 'A message of the conversation so far.', additionalProperties: true, examples: [{ role: 'user', content: 'Hello!' }] })
export type AnthropicMessageParam = Static<typeof AnthropicMessageParam>
