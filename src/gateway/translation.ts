import type { ChatEvent, Usage } from '../core/chat.ts'
import type { AnswerContext, AnyDoor, AnyUpstream, Passage, Progress } from '../core/dialect.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'

/** A fresh progress: nothing has come yet. */
export const createProgress = (): Progress => ({ isMeaningful: false, isFinished: false, finish: undefined, usage: undefined, error: undefined, saidBytes: 0 })

/**
 * A stream read in the provider's dialect and written in the door's. After an error nothing more is read:
 * the error stands in the stream, followed by the closing text.
 */
export function createTranslation (upstream: AnyUpstream, door: AnyDoor, context: AnswerContext): Passage {
  const progress = createProgress()
  const frame = upstream.createFramer()
  const reader = upstream.createStreamReader()
  const writer = door.createStreamWriter(context)
  let isClosed = false

  const take = (events: Iterable<ChatEvent>): string => {
    let text = ''
    for (const event of events) {
      if (progress.error !== undefined) return text
      note(progress, event)
      text += writer.write(event)
    }
    return text
  }
  const close = (text: string): string => {
    if (isClosed) return ''
    isClosed = true
    return text + writer.end()
  }
  const fail = (error: GatewayError): string => close(take([{ type: 'error', error }]))

  return {
    progress,
    write (chunk) {
      if (progress.error !== undefined) return ''
      try {
        let text = ''
        for (const one of frame(chunk)) text += take(reader.read(one))
        return text
      } catch (thrown) {
        return take([{ type: 'error', error: unreadable(thrown) }])
      }
    },
    end () {
      return progress.error === undefined ? close(take(reader.end())) : close('')
    },
    fail,
  }
}

const unreadable = (thrown: unknown): GatewayError =>
  thrown instanceof GatewayError ? thrown : new GatewayError('upstream_bad_response', 'The provider’s stream cannot be read.', { cause: asGatewayError(thrown) })

/** Keeps the score. Everything that a person would see, and an end, is meaningful. */
const note = (progress: Progress, event: ChatEvent): void => {
  switch (event.type) {
    case 'usage':
      progress.usage = { ...progress.usage, ...event.usage } satisfies Partial<Usage>
      return
    case 'error':
      progress.error = event.error
      return
    case 'message-end':
      progress.isMeaningful = progress.isFinished = true
      progress.finish = event.raw ?? event.reason
      return
    case 'text-delta':
    case 'reasoning-delta':
    case 'refusal-delta':
      progress.isMeaningful = true
      progress.saidBytes! += bytesOf(event.text)
      return
    case 'tool-call-delta':
      progress.isMeaningful = true
      progress.saidBytes! += bytesOf(event.json)
      return
    case 'tool-call-start':
      progress.isMeaningful = true
      progress.saidBytes! += event.name.length
  }
}

/** By its first letter: on the token path nothing is counted letter by letter. */
const bytesOf = (text: string): number => {
  const letter = text.charCodeAt(0)
  return letter < 0x80 ? text.length : letter < 0x800 ? 2 * text.length : 3 * text.length
}
