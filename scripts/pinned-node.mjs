// Runs things under the Node that package.json pins, whatever Node the machine has.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const pinnedPath = join(root, 'node_modules/node/bin/node')
/** npm puts the pinned Node first in the path of what it runs, but says on which one it runs itself. */
const systemPath = () => process.execPath === pinnedPath ? process.env.npm_node_execpath ?? process.execPath : process.execPath
/** PARLANCE_NODE=system: everything runs on the Node of the machine, as in an image, or to try another version. */
const isSystem = process.env.PARLANCE_NODE === 'system'
export const nodePath = isSystem ? systemPath() : pinnedPath

const binFolder = join(root, 'node_modules/.bin')

/** The environment of a project command: the pinned Node comes first, and no tool phones home. */
export const environment = () => ({
  ...process.env,
  PATH: [...isSystem ? [dirname(nodePath)] : [], binFolder, process.env.PATH].join(delimiter),
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
})

/** The script behind a package's command: `toolPath('tap')`, `toolPath('@redocly/cli', 'redocly')`. */
export const toolPath = (packageName, command = packageName) => {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

/** Runs a script to its end with our own input and output, and tells it to stop when we are. Gives the exit code. */
export const run = args => {
  const child = start(args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return finish(child)
}

/** Runs a script to its end. Gives the exit code and everything that it printed. */
export const capture = async (args, options = {}) => {
  const child = start(args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', bytes => output.push(bytes))
  const code = await finish(child)
  return { code, output: Buffer.concat(output).toString() }
}

export const start = (args, options) => spawn(nodePath, args, { cwd: root, env: environment(), ...options })

/** A process that a signal ended counts as failed, as in a shell. */
export const finish = child => new Promise((resolve, reject) => {
  child.on('error', reject)
  child.on('close', (code, signal) => resolve(signal === null ? code : 128 + signalNumbers[signal]))
})

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }
