import type { AnswerContext } from '../../src/core/dialect.ts'

const ids: Readonly<Record<string, string>> = { 'openai-chat': 'chatcmpl-1', 'anthropic-messages': 'msg_1', 'openai-responses': 'resp_1' }

/** What a writer of this dialect knows of the request, with an id as its door makes it. */
export const contextOf = ({ id }: { id: string }): AnswerContext => ({ id: ids[id] ?? 'answer-1', model: 'm', created: 1, includeUsage: true, echo: {} })
