import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Nullable, ref } from '../../schemas/type.ts'

// As lenient as Google: null means "not set", unknown fields are welcome, and `inline_data` is `inlineData`.
const optional = <T extends TSchema>(schema: T, description: string) => Type.Optional(Nullable(schema, { description }))
const open = (description: string) => Type.Optional(Nullable(Type.Object({}, { additionalProperties: true }), { description }))

export const GeminiPart = Type.Object({
  text: optional(Type.String({ examples: ['Hello!'] }), 'What is said.'),
  thought: optional(Type.Boolean(), 'The text is what the model thought.'),
  thoughtSignature: optional(Type.String(), 'What proves to its provider that the model wrote it. Send it back as it came.'),
  inlineData: open('A picture, a sound or a file: `mimeType`, and `data` in base64.'),
  fileData: open('A file by its address: `mimeType` and `fileUri`.'),
  functionCall: open('The model wants a function to be called: `id`, `name` and `args`.'),
  functionResponse: open('What the function answered: `id`, `name` and `response`.'),
}, { $id: 'GeminiPart', description: 'A piece of what is said.', additionalProperties: true, examples: [{ text: 'Hello!' }] })
export type GeminiPart = Static<typeof GeminiPart>

export const GeminiContent = Type.Object({
  role: optional(Type.String({ examples: ['user'] }), '`user` or `model`; `user` when it is absent.'),
  parts: optional(Type.Array(ref(GeminiPart)), 'The pieces, in order.'),
}, { $id: 'GeminiContent', description: 'A message of the conversation so far.', additionalProperties: true, examples: [{ role: 'user', parts: [{ text: 'Hello!' }] }] })
export type GeminiContent = Static<typeof GeminiContent>

export const GeminiTool = Type.Object({
  functionDeclarations: optional(Type.Array(Type.Object({}, { additionalProperties: true })), 'Functions: `name`, `description`, and `parametersJsonSchema` or `parameters`.'),
}, { $id: 'GeminiTool', description: 'Functions that the model may call, or a tool that only your provider knows.', additionalProperties: true, examples: [{ functionDeclarations: [{ name: 'get_weather' }] }] })
export type GeminiTool = Static<typeof GeminiTool>

export const GeminiGenerationConfig = Type.Object({
  temperature: optional(Type.Number({ minimum: 0 }), 'How freely to choose words.'),
  topP: optional(Type.Number({ minimum: 0, maximum: 1 }), 'Choose among the words that make up this share of the probability.'),
  topK: optional(Type.Number(), 'Choose among this many words.'),
  maxOutputTokens: optional(Type.Integer({ minimum: 1 }), 'The longest answer, in tokens, thinking included.'),
  stopSequences: optional(Type.Array(Type.String()), 'Texts at which to stop.'),
  candidateCount: optional(Type.Integer({ minimum: 1 }), 'How many answers.'),
  seed: optional(Type.Integer(), 'The same seed gives the same answer, as far as the provider can.'),
  presencePenalty: optional(Type.Number(), 'Makes new subjects likelier.'),
  frequencyPenalty: optional(Type.Number(), 'Makes repetition less likely.'),
  responseLogprobs: optional(Type.Boolean(), 'Tell the tokens’ log probabilities.'),
  logprobs: optional(Type.Integer({ minimum: 0, maximum: 20 }), 'For this many alternatives of each token.'),
  responseMimeType: optional(Type.String({ examples: ['application/json'] }), '`application/json` for an answer that is JSON.'),
  responseJsonSchema: Type.Optional(Type.Unknown({ description: 'The JSON Schema of the answer.' })),
  responseSchema: open('The same as Google’s own kind of schema.'),
  thinkingConfig: open('How to think: `thinkingLevel` or `thinkingBudget`, and `includeThoughts`.'),
}, { $id: 'GeminiGenerationConfig', description: 'How to answer.', additionalProperties: true, examples: [{ temperature: 0.5, maxOutputTokens: 1000 }] })
export type GeminiGenerationConfig = Static<typeof GeminiGenerationConfig>

export const GenerateContentRequest = Type.Object({
  contents: Type.Array(ref(GeminiContent), { minItems: 1, description: 'The conversation so far.' }),
  systemInstruction: Type.Optional(Nullable(ref(GeminiContent), { description: 'Who the model is to be.' })),
  tools: optional(Type.Array(ref(GeminiTool)), 'What the model may call.'),
  toolConfig: open('Whether it may, must or must not: `functionCallingConfig` with `mode` and `allowedFunctionNames`.'),
  generationConfig: Type.Optional(Nullable(ref(GeminiGenerationConfig))),
  safetySettings: optional(Type.Array(Type.Object({}, { additionalProperties: true })), 'What to block. For providers of the same dialect.'),
  cachedContent: optional(Type.String({ examples: ['cachedContents/abc'] }), 'What the provider keeps of the prompt. For providers of the same dialect.'),
  serviceTier: optional(Type.String({ examples: ['flex'] }), 'How urgent it is: `standard`, `flex` or `priority`.'),
}, {
  $id: 'GenerateContentRequest',
  description: 'Gemini’s request. Fields that are not named here travel to providers of the same dialect.',
  additionalProperties: true,
  examples: [{ contents: [{ role: 'user', parts: [{ text: 'Hello!' }] }] }],
})
export type GenerateContentRequest = Static<typeof GenerateContentRequest>

const counted = (description: string) => Type.Optional(Type.Integer({ description, examples: [3] }))

export const GeminiUsage = Type.Object({
  promptTokenCount: counted('Of the prompt, cached ones included.'),
  cachedContentTokenCount: counted('Read from the prompt cache.'),
  candidatesTokenCount: counted('Of the answers, without thinking.'),
  thoughtsTokenCount: counted('Spent on thinking.'),
  totalTokenCount: counted('All of them.'),
}, { $id: 'GeminiUsage', description: 'Tokens, as the provider counted them.', additionalProperties: true, examples: [{ promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 12 }] })
export type GeminiUsage = Static<typeof GeminiUsage>

export const GeminiCandidate = Type.Object({
  content: Type.Optional(ref(GeminiContent)),
  finishReason: Type.Optional(Type.String({ description: 'Why it ended; absent while it goes on.', examples: ['STOP'] })),
  index: Type.Optional(Type.Integer({ description: 'Which answer, counted from 0.', examples: [0] })),
}, { $id: 'GeminiCandidate', description: 'One of the answers asked for with `candidateCount`.', additionalProperties: true, examples: [{ content: { role: 'model', parts: [{ text: 'Hello!' }] }, finishReason: 'STOP', index: 0 }] })
export type GeminiCandidate = Static<typeof GeminiCandidate>

export const GenerateContentResponse = Type.Object({
  candidates: Type.Optional(Type.Array(ref(GeminiCandidate), { description: 'The answers; of a stream, what an event adds to them.' })),
  promptFeedback: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'Why the prompt was refused, with `blockReason`.' })),
  usageMetadata: Type.Optional(ref(GeminiUsage)),
  modelVersion: Type.Optional(Type.String({ examples: ['demo/parlance'] })),
  responseId: Type.Optional(Type.String({ examples: ['w1peaMz6'] })),
}, {
  $id: 'GenerateContentResponse',
  description: 'A whole answer, or one event of a streamed one.',
  additionalProperties: true,
  examples: [{ candidates: [{ content: { role: 'model', parts: [{ text: 'Hello!' }] }, finishReason: 'STOP', index: 0 }], usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 12 }, modelVersion: 'demo/parlance', responseId: 'w1peaMz6' }],
})
export type GenerateContentResponse = Static<typeof GenerateContentResponse>
