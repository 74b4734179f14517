import type { Usage } from '../../core/chat.ts'
import type { GatewayError } from '../../core/errors.ts'
import type { Frame } from '../../lib/frame.ts'
import { noAnswer, readInBandError } from '../upstream-error.ts'
import { compact, count, isObject, list, parseJson, text, type Wire } from '../wire.ts'
import { failureOf, readFailure } from './errors.ts'
import { readFinish } from './finish.ts'
import { readUsage } from './usage.ts'

/** What a relay has to know of an event. */
export type RelayedEvent = {
  /** A person would see something of it. */
  isMeaningful?: boolean
  /** It ends the stream. */
  isLast?: boolean
  head?: { id?: string; model?: string; created?: number }
  finish?: string
  usage?: Usage
  error?: GatewayError
}

const endings = new Set(['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled'])
/** The beginnings of what is still empty. */
const empty = new Set(['response.created', 'response.queued', 'response.in_progress', 'response.content_part.added', 'response.reasoning_summary_part.added', 'keepalive'])

/** Reads an event in passing. Throws GatewayError for what is none. */
export function readRelayedEvent ({ event: name, data }: Frame): RelayedEvent {
  const event = parseJson(data)
  if (!isObject(event)) throw name === 'error' ? readInBandError(event ?? data) : noAnswer('a stream event that is not JSON')
  const { response } = event
  const type = text(event['type']) ?? name ?? (event['error'] ? 'error' : '')
  if (type === 'error') return { error: readFailure(event) }
  if (endings.has(type)) return readEnding({ status: type.slice('response.'.length), ...(isObject(response) && response) })
  if (isObject(response)) return { head: compact({ id: text(response['id']), model: text(response['model']), created: count(response['created_at']) }) }
  return { isMeaningful: !empty.has(type) && !(type === 'response.output_item.added' && isStillEmpty(event['item'])) }
}

const isStillEmpty = (item: any): boolean => item?.type === 'message' || item?.type === 'reasoning'

const readEnding = (response: Wire): RelayedEvent => {
  const usage = readUsage(response['usage'])
  const error = failureOf(response)
  const told = { isLast: true, ...(usage !== undefined && { usage }) }
  if (error !== undefined) return { ...told, error }
  return { ...told, isMeaningful: true, finish: readFinish(response, list(response['output']).some(item => item?.type === 'function_call')).raw }
}

const key = '"sequence_number":'

/** The number of the last event in these bytes. */
export function numberIn (bytes: Buffer): number | undefined {
  const at = bytes.lastIndexOf(key)
  const number = at < 0 ? NaN : Number.parseInt(bytes.toString('latin1', at + key.length, at + key.length + 16), 10)
  return Number.isNaN(number) ? undefined : number
}
