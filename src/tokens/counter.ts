import { Worker } from 'node:worker_threads'
import type { Done, Job } from './worker.ts'

export type TokenCounter = {
  /** Tokens of each text, in order. Rejects when the counter is closed or its thread breaks. */
  count(texts: readonly string[]): Promise<number[]>
  close(): Promise<void>
}

type Waiting = { resolve(counts: number[]): void; reject(error: Error): void }

/** The thread's file has the ending that this one has: `.ts` in the source, `.js` when built. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)

/**
 * Counts tokens in a thread that is started when it is first needed, and let go when it was idle for `idleMs`: the
 * vocabulary takes 75 MB. It keeps the process alive only while somebody waits for a count.
 */
export function createTokenCounter ({ idleMs = 60_000 }: { idleMs?: number } = {}): TokenCounter {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let isClosed = false
  let jobs = 0

  const stop = async (): Promise<void> => {
    clearTimeout(idle)
    const stopped = worker
    worker = undefined
    await stopped?.terminate()
  }

  /** Whoever waits is told; the next count starts anew. */
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    void stop()
  }

  const start = (): Worker => {
    const started = new Worker(workerUrl, { execArgv: [] })
    started.on('message', ({ id, counts }: Done) => {
      waiting.get(id)?.resolve(counts)
      waiting.delete(id)
      if (waiting.size > 0) return
      started.unref()
      idle = setTimeout(stop, idleMs).unref()
    })
    started.on('error', error => { if (worker === started) fail(error) })
    return started
  }

  return {
    count (texts) {
      if (isClosed) return Promise.reject(new Error('the token counter is closed'))
      if (texts.length === 0) return Promise.resolve([])
      clearTimeout(idle)
      worker ??= start()
      worker.ref()
      const id = jobs++
      worker.postMessage({ id, texts } satisfies Job)
      return new Promise((resolve, reject) => { waiting.set(id, { resolve, reject }) })
    },
    async close () {
      isClosed = true
      const stopping = stop()
      fail(new Error('the token counter is closed'))
      await stopping
    },
  }
}
