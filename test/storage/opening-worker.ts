// Opens new databases, each at the same moment as the other workers, and tells how many could not be opened.
import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '../../src/storage/index.ts'
import { silentLog } from '../helpers/silent-log.ts'

const { dataDir, arrivals, workers, rounds } = workerData as { dataDir: string; arrivals: Int32Array; workers: number; rounds: number }
let failures = 0
for (let round = 0; round < rounds; round++) {
  Atomics.add(arrivals, round, 1)
  while (Atomics.load(arrivals, round) < workers);
  try {
    const database = await openDatabase({ dataDir: `${dataDir}/${round}`, log: silentLog })
    await database.close()
  } catch {
    failures++
  }
}
parentPort!.postMessage(failures)
