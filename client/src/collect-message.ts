import { ParlanceError } from './errors.ts'
import type { AnswerEvent, ChatMessage } from './schemas.ts'

/** What was told is not what was saved, because a server died before it was: this is, whole. */
export type MessageReset = { type: 'message.reset'; messageId: string; text: string; reasoning: string }

export type MessageStreamEvent = AnswerEvent | MessageReset

/** An answer in a chat put together. */
export type MessageSnapshot = {
  /** Null when an answer was asked for again, and when the stream was not there from its beginning. */
  question: ChatMessage | null
  /** As it was saved; null while it is being written. */
  answer: ChatMessage | null
  /** What was read of it. */
  text: string
  reasoning: string
}

/** Where an event stands in the log of its answer. */
type Place = { generation: string; position: number }

type End = Extract<AnswerEvent, { type: 'message.completed' | 'message.failed' }>

/**
 * Puts events together. What is told twice is left out. When the end shows that something is missing, that goes before it,
 * or a reset when what was told is not so. `lastEventId`: up to where the reader has it from elsewhere. On the token path.
 */
export function createMessageCollector (lastEventId?: string) {
  const snapshot: MessageSnapshot = { question: null, answer: null, text: '', reasoning: '' }
  let place = readPlace(lastEventId)
  const isWhole = place === undefined || place.position === 0
  let failure: ParlanceError | undefined

  /** What makes of what the reader has what was saved. */
  const correct = (message: ChatMessage, position: number): MessageStreamEvent[] => {
    const saved = readContent(message)
    const { text, reasoning } = snapshot
    const messageId = message.id
    if (isWhole && saved.text.startsWith(text) && saved.reasoning.startsWith(reasoning)) {
      const rest = { text: saved.text.slice(text.length), reasoning: saved.reasoning.slice(reasoning.length) }
      return rest.text + rest.reasoning === '' ? [] : [{ type: 'message.delta', messageId, ...rest }]
    }
    // who came later knows only the end of it
    const isRight = !isWhole && place !== undefined && position >= place.position && saved.text.endsWith(text) && saved.reasoning.endsWith(reasoning) &&
      (text + reasoning !== '' || position === place.position)
    return isRight ? [] : [{ type: 'message.reset', messageId, ...saved }]
  }

  const readEnd = (event: End): MessageStreamEvent[] => {
    const { message, position } = event
    if (event.type === 'message.failed') failure = new ParlanceError(event.error.message, { ...event.error, status: 200 })
    else if (message === null) failure = new ParlanceError('The answer was deleted while it was being written.', { code: 'not_found', status: 200 })
    return message === null ? [event] : [...correct(message, position), event]
  }

  return {
    /** What an event means to somebody who has all before it. */
    read (event: AnswerEvent, id: string | undefined): MessageStreamEvent[] {
      if (event.type === 'message.completed' || event.type === 'message.failed') return readEnd(event)
      const next = readPlace(id)
      const isKnown = event.type === 'message.delta' && place !== undefined && next?.generation === place.generation && next.position <= place.position
      if (isKnown) return []
      place = next ?? place
      return [event]
    },
    add (event: MessageStreamEvent): void {
      switch (event.type) {
        case 'message.created':
          snapshot.question = event.question
          break
        case 'message.delta':
          snapshot.text += event.text ?? ''
          snapshot.reasoning += event.reasoning ?? ''
          break
        case 'message.reset':
          snapshot.text = event.text
          snapshot.reasoning = event.reasoning
          break
        default:
          snapshot.answer = event.message
      }
    },
    failure: () => failure,
    result: (): MessageSnapshot => ({ ...snapshot }),
    /** Where to go on elsewhere. */
    lastEventId: (): string | undefined => place && `${place.generation}.${place.position}`,
  }
}

/** As it is told piece by piece: a refusal is text. */
function readContent ({ content }: ChatMessage): { text: string; reasoning: string } {
  const join = (...types: string[]) => content.map(({ type, text = '' }) => types.includes(type) ? text : '').join('')
  return { text: join('text', 'refusal'), reasoning: join('reasoning') }
}

function readPlace (id: string | undefined): Place | undefined {
  const [, generation, position] = /^(.+)\.(\d+)$/.exec(id ?? '') ?? []
  return generation === undefined ? undefined : { generation, position: Number(position) }
}
