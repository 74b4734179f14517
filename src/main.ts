// The process: environment, listen, signals. The only file that reads process.*
import cluster from 'node:cluster'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { totalmem } from 'node:os'
import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.ts'
import { assertWorkers, type Config, ConfigError, readConfig } from './config/index.ts'
import { GatewayError } from './core/errors.ts'
import type { Log } from './core/ports.ts'
import { giveBackMemory } from './lib/give-back-memory.ts'
import { createLogger } from './plugins/logger.ts'
import { PluginError } from './providers/index.ts'
import { StorageError } from './storage/index.ts'
import { findNeighbours, leadWorkers, serveAsWorker } from './workers.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

// a log on a full disk, or one that nobody reads any more, ends nothing
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  await start()
} catch (thrown) {
  const reason = explain(thrown)
  console.error(reason === undefined ? thrown : `Parlance cannot start: ${reason}`)
  process.exit(1)
}

async function start (): Promise<void> {
  const config = readConfig(process.env)
  assertWorkers(config)
  const isPretty = config.log.format === 'pretty' || (config.log.format === 'auto' && process.stdout.isTTY && !config.isProduction)
  const log = createLogger({ level: config.log.level, isPretty })
  if (config.workers > 1 && cluster.isPrimary) return lead(config, log)
  for (const warning of config.warnings) log.warn(warning)
  const { app } = await buildApp({ config, log, neighbours: findNeighbours(process.env), memory: { bytes: ownMemory() / config.workers, readResident: () => process.memoryUsage.rss() } })
  await app.listen({ port: config.port, host: config.host, backlog: 4096 })
  const { port } = app.server.address() as AddressInfo // a TCP server's address is never a string; PORT=0 picked one
  // only now: a start that failed must not have made the key that is shown once
  const adminKey = await app.services.apiKeys.ensureAdminKey()

  // plugins/drain.ts keeps the time; this one is for what hangs all the same
  const { close } = closeWithGrace({ delay: config.shutdownTimeoutMs + 5000, logger: false }, async ({ err, signal }) => {
    if (err !== undefined) log.fatal({ err }, 'stopping after a fault')
    else log.info({ signal }, 'stopping')
    await app.close().catch((error: unknown) => {
      log.error({ err: error }, 'stopping did not go well')
      process.exitCode = 1
    })
    await new Promise<void>(resolve => log.flush(() => resolve()))
  })
  setTimeout(() => { if (app.services.gateway.active === 0) giveBackMemory() }, 3000).unref()
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  if (cluster.isWorker) serveAsWorker({ url, adminKey }, close)
  else greet(url, adminKey)
}

/** What the container has, or the machine. */
function ownMemory (): number {
  return Math.min(process.constrainedMemory() || Infinity, totalmem())
}

/** This process only sees to it that the others run. */
function lead (config: Config, log: ReturnType<typeof createLogger>): void {
  const workers = leadWorkers({
    count: config.workers,
    log: log as Log,
    onReady: ({ url, adminKey }) => greet(url, adminKey),
    onRefusal: code => process.exit(code),
  })
  closeWithGrace({ delay: config.shutdownTimeoutMs + 10_000, logger: false }, async ({ err, signal }) => {
    if (err !== undefined) log.fatal({ err }, 'stopping after a fault')
    else log.info({ signal, workers: config.workers }, 'stopping')
    await workers.stop()
    await new Promise<void>(resolve => log.flush(() => resolve()))
  })
}

/** What an operator can mend is one line; what is ours comes with its stack. */
function explain (thrown: unknown): string | undefined {
  if (thrown instanceof ConfigError || thrown instanceof StorageError || thrown instanceof PluginError) return thrown.message
  if (thrown instanceof GatewayError && thrown.kind === 'unavailable') {
    const { message, code } = thrown.cause as NodeJS.ErrnoException // a driver's error; for a name with two addresses its message is empty
    return `The database does not answer (${message || code}). Check DATABASE_URL and whether it runs.`
  }
  const { syscall, message } = thrown as NodeJS.ErrnoException
  return syscall === 'listen' || syscall === 'getaddrinfo' ? `${message}. Check PORT and HOST.` : undefined
}

function greet (url: string, adminKey: string | undefined): void {
  const key = adminKey ?? (process.env['ADMIN_API_KEY'] === undefined ? 'printed at the first start; lost it? set ADMIN_API_KEY' : 'the one in ADMIN_API_KEY')
  process.stdout.write(`
  Parlance is ready at ${url}

    API docs    ${url}/docs
    Base URL    ${url}/api/v1   (for OpenAI SDKs)
    Admin key   ${key}
${adminKey === undefined
? ''
: `
  Keep the key: it is shown this once. Try it:

    curl ${url}/api/v1/chat/completions \\
      -H 'authorization: Bearer ${adminKey}' -H 'content-type: application/json' \\
      -d '{"model":"demo/parlance","messages":[{"role":"user","content":"Hello!"}]}'
`}
`)
}
