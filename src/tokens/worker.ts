// Runs in a thread of its own: counting a long chat takes longer than a server may stand still.
import { parentPort } from 'node:worker_threads'
import { countTokens } from './count-tokens.ts'

export type Job = { id: number; texts: readonly string[] }
export type Done = { id: number; counts: number[] }

parentPort?.on('message', ({ id, texts }: Job) => {
  parentPort?.postMessage({ id, counts: texts.map(countTokens) } satisfies Done)
})
