import type { ChatEvent } from '../../core/chat.ts'
import type { StreamReader } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { noAnswer, readInBandError } from '../upstream-error.ts'
import { count, isObject, list, parseJson, text, type Wire } from '../wire.ts'
import { failureOf, readFailure } from './errors.ts'
import { readFinish } from './finish.ts'
import { createOutputReader } from './output-reader.ts'
import { readUsage } from './usage.ts'

const nothing: readonly ChatEvent[] = []

/** Reads OpenAI's stream of a response, and those of servers that imitate it. On the token path: one JSON.parse and one small array an event. */
export function createStreamReader (): StreamReader {
  const output = createOutputReader()
  let isStarted = false
  let isOver = false

  const start = (response: Wire, events: ChatEvent[]): void => {
    if (isStarted) return
    isStarted = true
    const created = count(response['created_at'])
    events.push({ type: 'message-start', id: text(response['id']) ?? '', model: text(response['model']) ?? '', ...(created !== undefined && { created }) })
  }

  const fail = (error: GatewayError, events: ChatEvent[] = []): ChatEvent[] => {
    isOver = true
    events.push({ type: 'error', error })
    return events
  }

  /** The last event has the whole response once more: what was not streamed is told from it. */
  const finish = (response: Wire, events: ChatEvent[]): ChatEvent[] => {
    const usage = readUsage(response['usage'])
    const items: Wire[] = list(response['output']).filter(isObject)
    const failure = failureOf(response) ?? (items.some(isNameless) ? nameless() : undefined)
    if (failure === undefined) output.complete(items, events)
    if (usage !== undefined) events.push({ type: 'usage', usage })
    if (failure !== undefined) return fail(failure, events)
    isOver = true
    events.push({ type: 'message-end', ...readFinish(response, output.hasCalls) })
    return events
  }

  const readEvent = (event: Wire, events: ChatEvent[]): readonly ChatEvent[] => {
    const { type, response } = event
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        if (isObject(response)) start(response, events)
        return events
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled': {
        const last: Wire = { status: type.slice('response.'.length), ...(isObject(response) && response) }
        start(last, events)
        return finish(last, events)
      }
      case 'error':
        return fail(readFailure(event))
      case 'keepalive':
        return nothing
      default:
        start({}, events)
        if (isObject(event['item']) && isNameless(event['item'])) return fail(nameless(), events)
        output.read(event, events)
        return events
    }
  }

  return {
    read ({ event: name, data }) {
      if (isOver || data === '' || data === '[DONE]') return nothing
      const event = parseJson(data)
      if (!isObject(event)) return fail(name === 'error' ? readInBandError(event ?? data) : noAnswer('a stream event that is not JSON'))
      if (typeof event['type'] !== 'string' && (name === 'error' || event['error'])) return fail(readFailure(event))
      return readEvent(typeof event['type'] === 'string' ? event : { ...event, type: name }, [])
    },
    end () {
      return isOver ? nothing : fail(new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.'))
    },
  }
}

const isNameless = ({ type, name }: Wire): boolean => type === 'function_call' && text(name) === undefined

const nameless = (): GatewayError => noAnswer('with a tool call that has no name')
