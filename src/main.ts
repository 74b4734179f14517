// The process: environment, listen, signals. The only file that reads process.*
import { existsSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.ts'
import { ConfigError, readConfig } from './config/index.ts'
import { createLogger } from './plugins/logger.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

try {
  await start()
} catch (thrown) {
  // what an operator can mend is one line; what is ours comes with its stack
  const isOperators = thrown instanceof ConfigError || (thrown as Error).name === 'StorageError' || (thrown as NodeJS.ErrnoException).code === 'EADDRINUSE' || (thrown as NodeJS.ErrnoException).code === 'EACCES'
  console.error(isOperators ? `Parlance cannot start: ${(thrown as Error).message}` : thrown)
  process.exit(1)
}

async function start (): Promise<void> {
  const config = readConfig(process.env)
  const isPretty = config.log.format === 'pretty' || (config.log.format === 'auto' && process.stdout.isTTY && !config.isProduction)
  const log = createLogger({ level: config.log.level, isPretty })
  for (const warning of config.warnings) log.warn(warning)
  const { app } = await buildApp({ config, log })
  await app.listen({ port: config.port, host: config.host, backlog: 4096 })
  // only now: a start that failed must not have made the key that is shown once
  const adminKey = await app.services.apiKeys.ensureAdminKey()

  closeWithGrace({ delay: config.shutdownTimeoutMs, logger: false }, async ({ err, signal }) => {
    if (err !== undefined) log.fatal({ err }, 'stopping after a fault')
    else log.info({ signal }, 'stopping')
    await app.close()
    log.flush()
  })
  greet(`http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`, adminKey)
}

function greet (url: string, adminKey: string | undefined): void {
  const key = adminKey ?? (process.env['ADMIN_API_KEY'] === undefined ? 'printed at the first start; lost it? set ADMIN_API_KEY' : 'the one in ADMIN_API_KEY')
  process.stdout.write(`
  Parlance is ready at ${url}

    API docs    ${url}/docs
    Base URL    ${url}/api/v1   (for OpenAI SDKs)
    Admin key   ${key}
${adminKey === undefined ? '' : `
  Keep the key: it is shown this once. Try it:

    curl ${url}/api/v1/chat/completions \\
      -H 'authorization: Bearer ${adminKey}' -H 'content-type: application/json' \\
      -d '{"model":"demo/parlance","messages":[{"role":"user","content":"Hello!"}]}'
`}
`)
}
