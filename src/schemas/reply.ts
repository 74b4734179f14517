import { type Static, Type } from '@sinclair/typebox'
import { StringEnum } from './type.ts'

const count = (description: string, example: number) => Type.Integer({ minimum: 0, description, examples: [example] })

/** Why an answer ended, as our own endpoints say it. */
export const finishWords = ['stop', 'length', 'toolCalls', 'contentFilter', 'other'] as const
export type FinishWord = typeof finishWords[number]

export const FinishReason = StringEnum(finishWords, { description: 'Why it ended. `length`: it would have been longer. `other`: for a reason that only its provider knows.', examples: ['stop'] })

export const MessageId = Type.String({ description: 'The answer.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })
export const ModelName = Type.String({ description: 'The model, by the name that was asked for.', examples: ['demo/parlance'] })
export const ProviderName = Type.String({ description: 'The provider that answered.', examples: ['demo'] })
export const CostUsd = Type.Number({ description: 'What it cost, in US dollars. Absent when the prices are unknown.', examples: [0.000021] })

export const ReplyUsage = Type.Object({
  inputTokens: count('Of the prompt, but for those of the cache.', 9),
  outputTokens: count('Of the answer, thinking included.', 3),
  cacheReadTokens: count('Of the prompt, read from the provider’s cache.', 0),
  cacheWriteTokens: count('Of the prompt, written to the provider’s cache.', 0),
  totalTokens: count('All together.', 12),
}, { $id: 'ReplyUsage', additionalProperties: false, description: 'Tokens, in buckets that do not overlap.', examples: [{ inputTokens: 9, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0, totalTokens: 12 }] })
export type ReplyUsage = Static<typeof ReplyUsage>

export const ReplyToolCall = Type.Object({
  id: Type.String({ description: 'Which call.', examples: ['call_1'] }),
  name: Type.String({ description: 'Of the tool.', examples: ['get_weather'] }),
  arguments: Type.String({ description: 'JSON text, as the model wrote it.', examples: ['{"city":"Paris"}'] }),
}, { $id: 'ReplyToolCall', additionalProperties: false, description: 'A tool that the model wants to be called.', examples: [{ id: 'call_1', name: 'get_weather', arguments: '{"city":"Paris"}' }] })
export type ReplyToolCall = Static<typeof ReplyToolCall>
