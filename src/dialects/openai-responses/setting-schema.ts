import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Nullable, ref } from '../../schemas/type.ts'

const optional = <T extends TSchema>(schema: T, description: string) => Type.Optional(Nullable(schema, { description }))
const open = (description: string) => Type.Optional(Nullable(Type.Object({}, { additionalProperties: true }), { description }))

export const ResponsesTool = Type.Object({
  type: Type.String({ description: '`function`, or one of OpenAI’s own tools.', examples: ['function'] }),
  name: optional(Type.String({ examples: ['get_weather'] }), 'Of a function: its name.'),
  description: optional(Type.String({ examples: ['The weather at a place.'] }), 'What it does and when to use it.'),
  parameters: open('JSON Schema of the arguments.'),
  strict: optional(Type.Boolean(), 'Arguments must match the schema exactly.'),
}, { $id: 'ResponsesTool', description: 'A tool: a function, or one that only OpenAI has.', additionalProperties: true, examples: [{ type: 'function', name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } }, strict: false }] })
export type ResponsesTool = Static<typeof ResponsesTool>

export const ResponsesToolChoice = Type.Object({
  type: Type.String({ description: '`function`, `allowed_tools`, or one of OpenAI’s own tools.', examples: ['function'] }),
  name: optional(Type.String({ examples: ['get_weather'] }), 'The function.'),
  mode: optional(Type.String({ examples: ['auto'] }), 'Of `allowed_tools`: `auto` or `required`.'),
  tools: optional(Type.Array(ref(ResponsesTool)), 'Of `allowed_tools`: which.'),
}, { $id: 'ResponsesToolChoice', description: 'Makes the model call this tool, or choose among these.', additionalProperties: true, examples: [{ type: 'function', name: 'get_weather' }] })
export type ResponsesToolChoice = Static<typeof ResponsesToolChoice>

export const ResponsesTextFormat = Type.Object({
  type: Type.String({ description: '`text`, `json_object` or `json_schema`.', examples: ['json_schema'] }),
  name: optional(Type.String({ examples: ['answer'] }), 'Of a schema: its name.'),
  description: optional(Type.String(), 'Of a schema: what the answer is for.'),
  schema: open('The JSON Schema.'),
  strict: optional(Type.Boolean(), 'The answer must match exactly.'),
}, { $id: 'ResponsesTextFormat', description: 'The form that the answer must have.', additionalProperties: true, examples: [{ type: 'json_schema', name: 'answer', schema: { type: 'object' } }] })
export type ResponsesTextFormat = Static<typeof ResponsesTextFormat>

export const ResponsesText = Type.Object({
  format: Type.Optional(Nullable(ref(ResponsesTextFormat))),
  verbosity: optional(Type.String({ examples: ['low'] }), 'How much to say: `low`, `medium`, `high`.'),
}, { $id: 'ResponsesText', description: 'What the answer’s text shall be like.', additionalProperties: true, examples: [{ format: { type: 'text' }, verbosity: 'low' }] })
export type ResponsesText = Static<typeof ResponsesText>

export const ResponsesReasoning = Type.Object({
  effort: optional(Type.String({ examples: ['low'] }), 'How hard to think: `none`, `minimal`, `low`, `medium`, `high` …'),
  summary: optional(Type.String({ examples: ['auto'] }), 'How much to tell of it, where the provider lets one choose.'),
}, { $id: 'ResponsesReasoning', description: 'How to think.', additionalProperties: true, examples: [{ effort: 'low', summary: 'auto' }] })
export type ResponsesReasoning = Static<typeof ResponsesReasoning>

/** Everything above, for registering. */
export const settingSchemas = [ResponsesTool, ResponsesToolChoice, ResponsesTextFormat, ResponsesText, ResponsesReasoning]
