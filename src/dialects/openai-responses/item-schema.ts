import { type Static, Type } from '@sinclair/typebox'
import { Nullable, ref } from '../../schemas/type.ts'

const text = (description: string, options = {}) => Type.Optional(Nullable(Type.String(), { description, ...options }))

export const ResponsesContentPart = Type.Object({
  type: Type.String({ description: '`input_text`, `input_image`, `input_file`, `output_text`, `refusal`, `reasoning_text`, or one that only your provider knows.', examples: ['input_text'] }),
  text: text('For `input_text` and `output_text`.', { examples: ['What is in this picture?'] }),
  refusal: text('For `refusal`: why the model would not answer.'),
  image_url: text('For `input_image`: a web address, or a data URL with base64.', { examples: ['https://example.com/cat.png'] }),
  detail: text('For `input_image`: how closely the model looks.', { examples: ['auto'] }),
  file_id: text('A file that OpenAI keeps.'),
  file_data: text('For `input_file`: a data URL with base64.'),
  file_url: text('For `input_file`: a web address.'),
  filename: text('For `input_file`: its name, shown to the model.', { examples: ['report.pdf'] }),
}, { $id: 'ResponsesContentPart', description: 'A piece of a message or of a tool’s answer.', additionalProperties: true, examples: [{ type: 'input_text', text: 'What is in this picture?' }] })
export type ResponsesContentPart = Static<typeof ResponsesContentPart>

export const ResponsesSummaryPart = Type.Object({
  type: Type.String({ examples: ['summary_text'] }),
  text: Type.String({ examples: ['They greet me.'] }),
}, { $id: 'ResponsesSummaryPart', description: 'A piece of what the model thought, in short.', additionalProperties: true, examples: [{ type: 'summary_text', text: 'They greet me.' }] })
export type ResponsesSummaryPart = Static<typeof ResponsesSummaryPart>

const content = Type.Optional(Type.Union([Type.String(), Type.Array(ref(ResponsesContentPart)), Type.Null()], { description: 'Of a message: a text, or pieces.', examples: ['Hello!'] }))

const shared = {
  id: text('Its id. Nothing is looked up by it here.', { examples: ['msg_019a0000'] }),
  status: text('`in_progress`, `completed` or `incomplete`.', { examples: ['completed'] }),
  role: text('Of a message: `user`, `assistant`, `system` or `developer`.', { examples: ['user'] }),
  content,
  call_id: text('Of a call and of its answer: what ties them together.', { examples: ['call_1'] }),
  name: text('Of a call: the function.', { examples: ['get_weather'] }),
  arguments: Type.Optional(Type.Unknown({ description: 'Of a function call: JSON text, as the model wrote it.', examples: ['{"city":"Paris"}'] })),
  summary: Type.Optional(Nullable(Type.Array(ref(ResponsesSummaryPart)), { description: 'Of reasoning: what may be shown of it.' })),
  encrypted_content: text('Of reasoning: what proves it to its provider. Send it back as it came.'),
}

export const ResponsesInputItem = Type.Object({
  type: text('`message` (also when absent), `reasoning`, `function_call`, `function_call_output`, or one that only OpenAI knows. Not `item_reference`: nothing is kept here.', { examples: ['message'] }),
  ...shared,
  output: Type.Optional(Type.Unknown({ description: 'Of a call’s answer: a text, or pieces.', examples: ['18 °C'] })),
}, { $id: 'ResponsesInputItem', description: 'An item of the conversation so far: what users said, what the model thought, said and called, what tools answered.', additionalProperties: true, examples: [{ role: 'user', content: 'Hello!' }] })
export type ResponsesInputItem = Static<typeof ResponsesInputItem>

export const ResponsesOutputItem = Type.Object({
  type: Type.String({ description: '`message`, `reasoning`, `function_call`, or one of OpenAI’s own tools.', examples: ['message'] }),
  ...shared,
}, {
  $id: 'ResponsesOutputItem',
  description: 'What the model thought, said or called.',
  additionalProperties: true,
  examples: [{ id: 'msg_019a0000', type: 'message', status: 'completed', role: 'assistant', content: [{ type: 'output_text', text: 'Hello!', annotations: [], logprobs: [] }] }],
})
export type ResponsesOutputItem = Static<typeof ResponsesOutputItem>

/** Everything above, for registering. */
export const itemSchemas = [ResponsesContentPart, ResponsesSummaryPart, ResponsesInputItem, ResponsesOutputItem]
