// WORKERS: several processes of this machine behind one port, each an instance like any other.
import cluster, { type Worker } from 'node:cluster'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from './core/ports.ts'
import type { Neighbours } from './core/neighbours.ts'

/** What a worker says when it serves. */
export type Ready = { url: string; adminKey: string | undefined }

/** The variables by which a worker knows that it is one. */
const nameVariable = 'PARLANCE_WORKER'
const folderVariable = 'PARLANCE_WORKER_FOLDER'

const stopMessage = 'stop'
const firstPauseMs = 100
const longestPauseMs = 10_000
/** A worker that has lived so long was well: the next one need not wait. */
const wellMs = 30_000

export type LeadOptions = {
  count: number
  log: Log
  /** Called once, when all of them serve. */
  onReady(ready: Ready): void
  /** Called when the first worker cannot start; it has said why. */
  onRefusal(code: number): void
}

/** Starts the workers and puts another one where one has died. */
export function leadWorkers ({ count, log, onReady, onRefusal }: LeadOptions): { stop(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-'))
  // what this process was started with is for it alone
  cluster.setupPrimary({ execArgv: [] })
  const running = new Set<Worker>()
  let isStopping = false
  let adminKey: string | undefined
  let onEmpty = (): void => {}

  const fork = (name: string, { pauseMs, onFirst }: { pauseMs: number; onFirst?: (ready: Ready) => void }): void => {
    const worker = cluster.fork({ [nameVariable]: name, [folderVariable]: folder })
    const startedAt = performance.now()
    let isReady = false
    running.add(worker)
    worker.on('message', (ready: Ready) => {
      isReady = true
      log.info({ worker: name, pid: worker.process.pid }, 'a worker serves')
      onFirst?.(ready)
    })
    worker.on('exit', (code, signal) => {
      running.delete(worker)
      if (isStopping) return running.size === 0 ? onEmpty() : undefined
      if (!isReady && onFirst !== undefined && adminKey === undefined && running.size === 0) return onRefusal(code ?? 1)
      const isWell = isReady && performance.now() - startedAt > wellMs
      const nextPauseMs = isWell ? firstPauseMs : Math.min(longestPauseMs, pauseMs * 2)
      log.error({ worker: name, code, signal }, 'a worker has died; another one takes its place')
      setTimeout(() => { if (!isStopping) fork(name, { pauseMs: nextPauseMs, ...onFirst !== undefined && !isReady && { onFirst } }) }, isWell ? firstPauseMs : pauseMs)
    })
  }

  // the first one alone: what is made once is made by it, and what is wrong is said once
  fork('1', {
    pauseMs: firstPauseMs,
    onFirst (ready) {
      adminKey = ready.adminKey
      let waiting = count - 1
      const onOther = (): void => { if (--waiting === 0) onReady({ url: ready.url, adminKey }) }
      for (let number = 2; number <= count; number++) fork(String(number), { pauseMs: firstPauseMs, onFirst: onOther })
    },
  })

  return {
    async stop () {
      isStopping = true
      const { promise, resolve } = Promise.withResolvers<void>()
      onEmpty = resolve
      for (const worker of running) if (worker.isConnected()) worker.send(stopMessage)
      if (running.size > 0) await promise
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** For a worker: which one it is, and where the others are. Undefined in a process that is none. */
export function findNeighbours (environment: Readonly<Record<string, string | undefined>>): Neighbours | undefined {
  const name = environment[nameVariable]
  const folder = environment[folderVariable]
  if (!cluster.isWorker || name === undefined || folder === undefined) return undefined
  return { name, pathOf: other => join(folder, `${other}.sock`) }
}

/** Says that this worker serves, and hears when it is to stop. */
export function serveAsWorker (ready: Ready, stop: () => void): void {
  cluster.worker?.on('message', message => { if (message === stopMessage) stop() })
  cluster.worker?.send(ready)
}
