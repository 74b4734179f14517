import { write, writeSync } from 'node:fs'

/** Takes lines, writes them in batches. */
export type LineSink = {
  write(line: string): void
  /** Writes everything now and then calls `done`: for the end of a process. */
  flush(done?: () => void): void
}

export type LineSinkOptions = {
  /** The file descriptor that is written to. */
  fd: number
  /** How long a line may wait, in milliseconds. */
  maxWaitMs?: number
  /** How many characters may wait for a reader that does not read; more lines are dropped and counted. */
  maxPending?: number
}

const batchCharacters = 1_048_576
const busy = new Set(['EAGAIN', 'EBUSY'])

/**
 * Buffers lines and writes them off the event loop: several times cheaper per line than a general stream.
 * A reader that stalls (a full pipe) makes lines wait and then drop, never the process.
 */
export function createLineSink ({ fd, maxWaitMs = 200, maxPending = 16 * 1024 * 1024 }: LineSinkOptions): LineSink {
  let pending = ''
  let inFlight: Buffer | undefined
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let onIdle: (() => void) | undefined

  const start = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (inFlight !== undefined || pending === '') return
    if (dropped > 0) pending += `{"level":"warn","msg":"${dropped} log lines were dropped: their reader did not keep up"}\n`
    dropped = 0
    inFlight = Buffer.from(pending)
    pending = ''
    send()
  }

  const send = (): void => write(fd, inFlight!, (error, count) => {
    if (error !== null && busy.has(error.code ?? '')) return void setTimeout(send, 50)
    const rest = error === null ? inFlight!.subarray(count) : nothing
    inFlight = rest.length > 0 ? rest : undefined
    if (inFlight !== undefined) return send()
    if (onIdle !== undefined) return onIdle()
    if (pending !== '') start()
  })

  return {
    write (line) {
      if (pending.length > maxPending) return void dropped++
      pending += line
      if (pending.length >= batchCharacters) start()
      else timer ??= setTimeout(start, maxWaitMs).unref()
    },
    flush (done) {
      const finish = (): void => {
        writeAll(fd, Buffer.from(pending))
        pending = ''
        onIdle = undefined
        done?.()
      }
      if (inFlight === undefined) finish()
      else onIdle = finish
    },
  }
}

const nothing = Buffer.alloc(0)

const writeAll = (fd: number, bytes: Buffer): void => {
  try {
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(fd, bytes))
  } catch {
    // nobody reads any more: there is nowhere to say so
  }
}
