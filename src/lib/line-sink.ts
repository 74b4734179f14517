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
  /** How many bytes may wait for a reader that does not read; more lines are dropped and counted. */
  maxPending?: number
}

const firstSize = 128 * 1024
const busy = new Set(['EAGAIN', 'EBUSY'])

/**
 * Buffers lines as bytes, so that the garbage collector has nothing to carry, and writes them off the event loop: several
 * times cheaper per line than a general stream. A reader that stalls (a full pipe) makes lines wait and then drop, never
 * the process; so does a full disk.
 */
export function createLineSink ({ fd, maxWaitMs = 200, maxPending = 16 * 1024 * 1024 }: LineSinkOptions): LineSink {
  let filling = Buffer.allocUnsafeSlow(firstSize)
  let size = 0
  /** The other buffer of the two, while it is being written. */
  let inFlight: Buffer | undefined
  let spare = Buffer.allocUnsafeSlow(firstSize)
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let onIdle: (() => void) | undefined

  const append = (line: string): boolean => {
    // a character is at most three bytes
    if (size + line.length * 3 > filling.length && !makeRoom(line.length * 3)) return false
    size += filling.write(line, size)
    return true
  }

  const makeRoom = (bytes: number): boolean => {
    start()
    if (size + bytes <= filling.length) return true
    if (size + bytes > maxPending) return false
    const larger = Buffer.allocUnsafeSlow(Math.max(filling.length * 2, size + bytes))
    filling.copy(larger, 0, 0, size)
    filling = larger
    return true
  }

  const start = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (inFlight !== undefined || size === 0) return
    inFlight = filling.subarray(0, size)
    const written = filling
    filling = spare
    spare = written
    size = 0
    send(inFlight)
  }

  const send = (bytes: Buffer): void => write(fd, bytes, (error, count) => {
    if (error !== null && busy.has(error.code ?? '')) return void setTimeout(send, 50, bytes)
    if (error !== null) dropped += countLines(bytes)
    else if (count < bytes.length) return send(bytes.subarray(count))
    inFlight = undefined
    if (error === null && dropped > 0 && append(`{"level":"warn","msg":"${dropped} log lines were dropped: they could not be written"}\n`)) dropped = 0
    if (onIdle !== undefined) return onIdle()
    if (size > firstSize / 2) start()
    else if (size > 0) wait()
  })

  /** Lines wait for company: a write for each would cost more than all else that is done for it. */
  const wait = (): void => { timer ??= setTimeout(start, maxWaitMs).unref() }

  return {
    write (line) {
      if (!append(line)) dropped++
      wait()
    },
    flush (done) {
      onIdle = () => {
        onIdle = undefined
        writeAll(fd, filling.subarray(0, size))
        size = 0
        done?.()
      }
      if (inFlight === undefined) onIdle()
    },
  }
}

const countLines = (bytes: Buffer): number => {
  let count = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++
  return count
}

const writeAll = (fd: number, bytes: Buffer): void => {
  try {
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(fd, bytes))
  } catch {
    // nobody reads any more: there is nowhere to say so
  }
}
