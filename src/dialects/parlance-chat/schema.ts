import { type Static, Type } from '@sinclair/typebox'
import { CostUsd, FinishReason, ModelName, ProviderName, ReplyToolCall, ReplyUsage } from '../../schemas/reply.ts'
import { Nullable, ref, StringEnum } from '../../schemas/type.ts'

export const SimpleChatTurn = Type.Object({
  role: StringEnum(['user', 'assistant', 'system'], { description: 'Who said it.', examples: ['user'] }),
  content: Type.String({ description: 'What was said.', examples: ['My name is Ada.'] }),
}, { $id: 'SimpleChatTurn', additionalProperties: false, description: 'Something that was said before.', examples: [{ role: 'user', content: 'My name is Ada.' }] })
export type SimpleChatTurn = Static<typeof SimpleChatTurn>

export const SimpleChatRequest = Type.Object({
  message: Type.String({ minLength: 1, description: 'What to say to the model.', examples: ['Hello!'] }),
  model: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Provider and model, an alias, or a model that only one provider has; beside `provider` that provider’s own name for it will do. Absent: the server’s default, or the first that `provider` lists.', examples: ['demo/parlance'] })),
  provider: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'The name of a provider.', examples: ['demo'] })),
  history: Type.Optional(Type.Array(ref(SimpleChatTurn), { description: 'What was said before, oldest first.' })),
  systemPrompt: Type.Optional(Type.String({ minLength: 1, description: 'What the model is told before everything else. Absent: the alias’s, else `SYSTEM_PROMPT`, unless the history has one.', examples: ['Answer in one sentence.'] })),
  temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 2, description: 'How freely to choose words. Absent: `TEMPERATURE`, else the model’s own.', examples: [0.7] })),
  maxTokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000, description: 'The longest answer, in tokens. Absent: `MAX_TOKENS`, else the model’s own.', examples: [1000] })),
}, {
  $id: 'SimpleChatRequest',
  additionalProperties: false,
  description: 'A message, and what was said before it.',
  examples: [{ message: 'What is my name?', model: 'demo/parlance', history: [{ role: 'user', content: 'My name is Ada.' }, { role: 'assistant', content: 'Hello Ada!' }] }],
})
export type SimpleChatRequest = Static<typeof SimpleChatRequest>

export const SimpleChatReply = Type.Object({
  reply: Type.String({ description: 'What the model says.', examples: ['Your name is Ada.'] }),
  reasoning: Type.Optional(Type.String({ description: 'What it thought, where its provider tells.', examples: ['The user said so before.'] })),
  toolCalls: Type.Optional(Type.Array(ref(ReplyToolCall), { description: 'What it wants to be called.' })),
  model: ModelName,
  provider: ProviderName,
  usage: Nullable(ref(ReplyUsage), { description: 'Null when the provider did not count.' }),
  finishReason: FinishReason,
  costUsd: Type.Optional(CostUsd),
}, {
  $id: 'SimpleChatReply',
  additionalProperties: false,
  description: 'The whole answer.',
  examples: [{ reply: 'Your name is Ada.', model: 'demo/parlance', provider: 'demo', usage: { inputTokens: 19, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0, totalTokens: 24 }, finishReason: 'stop' }],
})
export type SimpleChatReply = Static<typeof SimpleChatReply>
