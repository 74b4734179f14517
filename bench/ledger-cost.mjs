// `npm run bench:ledger-cost`: what the ledger takes of a request's own time, and what is done for it behind the request.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLedger } from '../src/ledger/index.ts'
import { createAnalyticsStore, createLedgerStore, createRollupStore, migrate, openDatabase } from '../src/storage/index.ts'

const log = { debug () {}, info () {}, warn () {}, error: console.error }
const caller = { type: 'key', id: 'key_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d', name: 'bench', scopes: ['inference'], isAdmin: false, limits: undefined }
const pricing = { input: 2.5, output: 10, cacheRead: 1.25 }
const receipt = at => ({
  requestId: `req_bench-${at.toString(36)}`, route: '/api/v1/chat/completions', door: 'openai-chat', operation: 'chat', startedAt: Date.now(), caller,
  asked: 'openai/gpt-4o', provider: 'openai', model: 'gpt-4o', status: 'ok', path: 'relay', stream: true, attempts: [], warnings: [],
  usage: { inputTokens: 120, outputTokens: 240, cacheReadTokens: 0, cacheWriteTokens: 0, raw: {} }, isEstimated: false, reported: undefined, finish: 'stop', error: undefined, costUsd: 0.0027,
  pricing, attribution: undefined, latencyMs: 900 + at % 700, timeToFirstTokenMs: 200 + at % 90,
})

const cpu = ({ user, system }) => user + system

/** Requests come one by one, as they do in a server that has much to do: 2000 a second. */
const perTick = 20
const requests = 40_000

const main = async dataDir => {
  const database = await openDatabase({ dataDir, log })
  await migrate(database)
  const ledger = createLedger({ store: createLedgerStore(database), rollups: createRollupStore(database), analytics: createAnalyticsStore(database), clock: Date.now, log, retentionDays: 0, rollMs: 3_600_000 })
  const receipts = Array.from({ length: perTick }, (_, at) => receipt(at))
  for (let at = 0; at < 5000; at++) ledger.record(receipts[at % perTick])
  await ledger.flush()
  const before = process.cpuUsage()
  let own = 0
  for (let at = 0; at < requests; at += perTick) {
    const begun = process.cpuUsage()
    for (const one of receipts) ledger.record(one)
    own += cpu(process.cpuUsage(begun))
    await new Promise(resolve => setTimeout(resolve, perTick / 2))
  }
  await ledger.flush()
  const written = process.cpuUsage(before)
  const rolling = process.cpuUsage()
  await ledger.roll()
  const rolled = process.cpuUsage(rolling)
  const idle = await idleCost()
  console.log(`of the request’s own time: ${(own / requests).toFixed(2)} µs`)
  console.log(`behind it, writing: ${((cpu(written) - idle) / requests - own / requests).toFixed(2)} µs of CPU (system time of the disk included)`)
  console.log(`behind it, adding up: ${(cpu(rolled) / (requests + 5000)).toFixed(2)} µs of CPU`)
  await ledger.close(1000)
  await database.close()
}

/** What the waiting itself costs. */
const idleCost = async () => {
  const before = process.cpuUsage()
  for (let at = 0; at < requests; at += perTick) await new Promise(resolve => setTimeout(resolve, perTick / 2))
  return cpu(process.cpuUsage(before))
}

const dataDir = mkdtempSync(join(tmpdir(), 'parlance-bench-ledger-'))
try {
  await main(dataDir)
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
