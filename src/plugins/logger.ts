import type { FastifyBaseLogger } from 'fastify'
import { type DestinationStream, pino, type Logger } from 'pino'
import { createLineSink } from '../lib/line-sink.ts'
import { scrub } from '../lib/secrets.ts'

export type LoggerOptions = {
  level: string
  /** For people at a terminal; needs pino-pretty, and falls back to JSON without it. */
  isPretty: boolean
  /** Where lines go; standard output when absent. */
  destination?: DestinationStream
}

/** The message of the one line that each request has. Its fields are named and cleaned one by one where it is made: searching the whole of it would cost more than writing it. */
export const requestMessage = 'request'
const requestEnding = `"msg":"${requestMessage}"}\n`

/** JSON lines, buffered off the hot path and scrubbed of everything that looks like a credential as the last step before they leave. */
export function createLogger ({ level, isPretty, destination }: LoggerOptions): Logger & FastifyBaseLogger {
  const target = destination ?? (isPretty ? pretty() : undefined) ?? createLineSink({ fd: 1 })
  return pino({
    level,
    base: null,
    timestamp,
    formatters: { level: label => ({ level: label }) },
    hooks: { streamWrite: line => line.endsWith(requestEnding) ? line : scrub(line) },
  }, target)
}

const pretty = (): DestinationStream | undefined => {
  try {
    return pino.transport({ target: 'pino-pretty', options: { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', singleLine: true } })
  } catch {
    return undefined
  }
}

let at = 0
let stamp = ''

/** The time in RFC 3339, made once a millisecond. */
const timestamp = (): string => {
  const now = Date.now()
  if (now !== at) {
    at = now
    stamp = `,"time":"${new Date(now).toISOString()}"`
  }
  return stamp
}
