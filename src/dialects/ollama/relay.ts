import type { Passage, Progress } from '../../core/dialect.ts'
import { asGatewayError, GatewayError } from '../../core/errors.ts'
import { createNdjsonFrames } from '../framing.ts'
import { noAnswer, readInBandError } from '../upstream-error.ts'
import { isObject, list, parseJson, text, type Wire } from '../wire.ts'
import { writeStreamError } from './stream-writer.ts'
import { readUsage } from './usage.ts'

/** Relays Ollama's stream to a client of Ollama's stream: every line as it is, but for one that tells an error, which is told in our words. */
export function createRelay (): Passage {
  const progress: Progress = { isMeaningful: false, isFinished: false, finish: undefined, usage: undefined, error: undefined }
  const frame = createNdjsonFrames()
  let isClosed = false

  const fail = (error: GatewayError): string => {
    if (isClosed) return ''
    isClosed = true
    progress.error = error
    return writeStreamError(error)
  }

  const pass = (data: string): string => {
    if (isClosed) return ''
    const line = parseJson(data)
    if (!isObject(line)) return fail(noAnswer('a line that is not JSON'))
    if (line['error']) return fail(readInBandError(line))
    if (line['done'] === true && line['done_reason'] === 'error') return fail(new GatewayError('upstream_failed', 'The provider ended its answer with an error.', { upstream: { code: 'error' } }))
    note(progress, line)
    isClosed = progress.isFinished
    return `${data}\n`
  }

  return {
    progress,
    fail,
    write (chunk) {
      if (isClosed) return ''
      try {
        return frame(chunk).map(({ data }) => pass(data)).join('')
      } catch (thrown) {
        return fail(asGatewayError(thrown))
      }
    },
    end: () => progress.isFinished ? '' : fail(new GatewayError('upstream_cut', 'The provider’s answer broke off before its end.')),
  }
}

const note = (progress: Progress, line: Wire): void => {
  const { message } = line
  progress.isMeaningful ||= isObject(message) && (text(message['content']) !== undefined || text(message['thinking']) !== undefined || list(message['tool_calls']).length > 0)
  if (line['done'] !== true) return
  progress.isMeaningful = progress.isFinished = true
  progress.finish = text(line['done_reason'])
  progress.usage = readUsage(line)
}
