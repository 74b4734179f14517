// What is posted to webhooks, type by type. The OpenAPI document has it below `webhooks`.
import { type TProperties, type TSchema, Type } from '@sinclair/typebox'
import { errorKinds as errors } from '../core/errors.ts'
import type { HouseEventType } from '../core/house-events.ts'
import { Budget } from './budget.ts'
import { TokenUsage } from './chat.ts'
import { Timestamp } from './common.ts'
import { FinishReason } from './reply.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const errorKinds = Object.keys(errors)
const time = '2026-11-21T09:30:00.000Z'
const chat = 'cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
const message = 'msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
const user = 'usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'
const provider = 'prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'

const id = (example: string, description: string) => Type.String({ description, examples: [example] })
const ChatId = id(chat, 'The chat.')
const Model = Nullable(Type.String(), { description: 'The model, as it was asked for.', examples: ['openai/gpt-4o-mini'] })
const Provider = Nullable(Type.String(), { description: 'The provider, by name.', examples: ['openai'] })

/** More may come: a receiver takes what it knows. */
const event = <D extends TProperties>(name: string, type: string, summary: string, data: D, example: Record<string, unknown>) => Type.Object({
  type: StringEnum([type], { examples: [type] }),
  timestamp: Timestamp('When it happened, not when it was sent.'),
  data: Type.Object(data, { description: 'Ids and small facts, never a text of a chat.', examples: [example] }),
}, { $id: name, description: summary, examples: [{ type, timestamp: time, data: example }] })

const providerEvent = (name: string, type: string, state: string, summary: string) => event(name, type, summary, {
  id: id(provider, 'The provider.'),
  name: Type.String({ description: 'Its name.', examples: ['openai'] }),
  state: StringEnum([state], { examples: [state] }),
  error: Nullable(StringEnum(errorKinds), { description: 'How it failed last.', examples: [state === 'down' ? 'upstream_timeout' : null] }),
}, { id: provider, name: 'openai', state, error: state === 'down' ? 'upstream_timeout' : null })

export const webhookEvents: Readonly<Record<HouseEventType | 'webhook.test', TSchema>> = {
  'chat.created': event('ChatCreatedEvent', 'chat.created', 'A chat was begun or imported.', {
    chatId: ChatId,
    ownerId: id(user, 'The user or key that has it.'),
    model: Nullable(Type.String(), { description: 'Its own model, as it was asked for.', examples: ['openai/gpt-4o-mini'] }),
    imported: Type.Boolean({ description: 'Whether it came with its messages: by an import, or as the fork of another chat.', examples: [false] }),
  }, { chatId: chat, ownerId: user, model: 'openai/gpt-4o-mini', imported: false }),
  'message.created': event('MessageCreatedEvent', 'message.created', 'A question was saved, or an answer begins.', {
    chatId: ChatId,
    messageId: id(message, 'The message.'),
    parentId: Nullable(Type.String(), { description: 'What it comes after; null at the beginning of a chat.', examples: [message] }),
    role: StringEnum(['user', 'assistant'], { examples: ['user'] }),
    authorId: Nullable(Type.String(), { description: 'Who wrote it; null for an answer.', examples: [user] }),
    status: StringEnum(['complete', 'streaming'], { description: '`streaming` is being written.', examples: ['complete'] }),
  }, { chatId: chat, messageId: message, parentId: null, role: 'user', authorId: user, status: 'complete' }),
  'message.completed': event('MessageCompletedEvent', 'message.completed', 'An answer is there, or was stopped by a person.', {
    chatId: ChatId,
    messageId: id(message, 'The answer.'),
    status: StringEnum(['complete', 'stopped'], { examples: ['complete'] }),
    model: Model,
    provider: Provider,
    finishReason: Nullable(FinishReason),
    usage: Nullable(ref(TokenUsage)),
    costUsd: Nullable(Type.Number(), { description: 'What it cost, in US dollars; null when no price is known.', examples: [0.00012] }),
  }, { chatId: chat, messageId: message, status: 'complete', model: 'openai/gpt-4o-mini', provider: 'openai', finishReason: 'stop', usage: { inputTokens: 1200, outputTokens: 80 }, costUsd: 0.00012 }),
  'message.failed': event('MessageFailedEvent', 'message.failed', 'An answer failed, or its server died.', {
    chatId: ChatId,
    messageId: id(message, 'The answer.'),
    status: StringEnum(['failed', 'interrupted'], { description: '`interrupted`: the server stopped.', examples: ['failed'] }),
    model: Model,
    provider: Provider,
    error: Type.Object({ code: StringEnum([...errorKinds, 'interrupted'], { description: 'As in docs/errors.md.', examples: ['upstream_failed'] }) }, { examples: [{ code: 'upstream_failed' }] }),
  }, { chatId: chat, messageId: message, status: 'failed', model: 'openai/gpt-4o-mini', provider: 'openai', error: { code: 'upstream_failed' } }),
  'provider.down': providerEvent('ProviderDownEvent', 'provider.down', 'down', 'A provider does not answer any more.'),
  'provider.up': providerEvent('ProviderUpEvent', 'provider.up', 'up', 'A provider answers again.'),
  'budget.exceeded': event('BudgetExceededEvent', 'budget.exceeded', 'Four fifths of a budget are spent, or it is used up.', {
    of: StringEnum(['key', 'account'], { description: 'Whose budget it is.', examples: ['key'] }),
    id: id('key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d', 'The key, or the user whose account it is.'),
    threshold: Type.Integer({ description: '80, or 100 when it is used up or a call was refused for it.', examples: [100] }),
    budget: ref(Budget),
    spentUsd: Type.Number({ description: 'In this period, in US dollars.', examples: [25.01] }),
    resetsAt: Nullable(Timestamp('When the next period begins; null when there is none.')),
  }, { of: 'key', id: 'key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d', threshold: 100, budget: { usd: 25, period: 'month' }, spentUsd: 25.01, resetsAt: '2026-12-01T00:00:00.000Z' }),
  'user.registered': event('UserRegisteredEvent', 'user.registered', 'Somebody has an account.', {
    userId: id(user, 'The account.'),
    role: StringEnum(['admin', 'user'], { examples: ['user'] }),
    invited: Type.Boolean({ description: 'Whether an admin made it.', examples: [false] }),
  }, { userId: user, role: 'user', invited: false }),
  'webhook.test': event('WebhookTestEvent', 'webhook.test', 'Somebody asked for a test.', {
    webhookId: id('whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d', 'The webhook.'),
  }, { webhookId: 'whk_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d' }),
}
