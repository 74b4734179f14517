// The items of an output, as they stand in a whole response and, begun and done, in a stream. One order of fields for both.
import type { Wire } from '../wire.ts'

export type Status = 'in_progress' | 'completed' | 'incomplete'

/** An item's id: as unique as the id of the response that it stands in. */
export const itemId = (prefix: 'msg' | 'rs' | 'fc', responseId: string, index: number): string =>
  `${prefix}_${responseId.slice(responseId.indexOf('_') + 1)}${index.toString(16).padStart(4, '0')}`

export const textPart = (text: string, logprobs: object[] = [], annotations: unknown[] = []): Wire => ({ type: 'output_text', text, annotations, logprobs })

export const refusalPart = (refusal: string): Wire => ({ type: 'refusal', refusal })

export const messageItem = (id: string, status: Status, content: readonly Wire[], phase?: unknown): Wire =>
  ({ id, type: 'message', status, role: 'assistant', content, ...(typeof phase === 'string' && { phase }) })

export const reasoningItem = (id: string, text: string, sealed: string | undefined): Wire =>
  ({ id, type: 'reasoning', summary: text === '' ? [] : [summaryPart(text)], ...(sealed !== undefined && { encrypted_content: sealed }) })

export const summaryPart = (text: string): Wire => ({ type: 'summary_text', text })

export const callItem = (id: string, status: Status, call: { id: string; name: string; arguments: string }, extra?: Wire): Wire =>
  ({ ...extra, id, type: 'function_call', status, call_id: call.id, name: call.name, arguments: call.arguments })
