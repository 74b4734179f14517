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

/** JSON lines, buffered off the hot path and scrubbed of everything that looks like a credential as the last step before they leave. */
export function createLogger ({ level, isPretty, destination }: LoggerOptions): Logger & FastifyBaseLogger {
  const target = destination ?? (isPretty ? pretty() : undefined) ?? createLineSink({ fd: 1 })
  return pino({
    level,
    base: null,
    timestamp: () => `,"time":"${readTime()}"`,
    formatters: { level: label => ({ level: label }) },
    hooks: { streamWrite: scrub },
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
let time = ''

/** Now, in RFC 3339. Made once a millisecond. */
export const readTime = (): string => {
  const now = Date.now()
  if (now !== at) {
    at = now
    time = new Date(now).toISOString()
  }
  return time
}
