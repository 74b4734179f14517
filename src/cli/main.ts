// `parlance <command>`: what an operator does beside serving. Reads the same environment as the server.
import { existsSync } from 'node:fs'
import { ConfigError, readConfig } from '../config/index.ts'
import { GatewayError } from '../core/errors.ts'
import { StorageError } from '../storage/index.ts'
import { commands } from './commands.ts'
import { CommandError } from './errors.ts'

const usage = `Usage: parlance <command>

${Object.entries(commands).map(([name, { takes, summary }]) => `  ${`${name} ${takes}`.trim().padEnd(58)}${summary}`).join('\n')}

It reads the environment, and the file .env, as the server does: see docs/configuration.md.
`

async function run (name: string | undefined, args: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(usage)
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new CommandError(`There is no command “${name}”.\n\n${usage}`, 2)
  if (existsSync('.env')) process.loadEnvFile('.env')
  return await command.run({ args, environment: process.env, readConfig: () => readConfig(process.env), say: text => console.log(text) }) ?? 0
}

const explain = (thrown: unknown): string => {
  if (thrown instanceof CommandError || thrown instanceof ConfigError || thrown instanceof StorageError) return thrown.message
  if (thrown instanceof GatewayError) return `${thrown.message}${thrown.cause instanceof Error && thrown.kind === 'unavailable' ? ` (${thrown.cause.message})` : ''}`
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS') ? thrown.message : String((thrown as Error).stack)
}

const [name, ...args] = process.argv.slice(2)
try {
  process.exitCode = await run(name, args)
} catch (thrown) {
  console.error(explain(thrown))
  process.exitCode = thrown instanceof CommandError ? thrown.exitCode : 1
}
