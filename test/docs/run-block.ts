// Runs one block of a page as its reader would: in one folder, one after the other, with what the ones before have left.
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'

import { root, type Block } from './pages.ts'

/** Where the blocks of a page run. `replace` puts real addresses and keys in the place of those on the page. */
export type Place = { folder: string; environment: Record<string, string>; replace(code: string): string }

/** What went wrong; undefined when nothing did. */
export type Fault = string | undefined

/** Every variable that a block sets is there for the next one. A refused request is a failure. */
const prelude = `
set -a -euo pipefail
[ ! -f .state ] || . ./.state
curl () { command curl --fail-with-body -sS --max-time 60 "$@"; }
npx () { [ "$1" = parlance ]; shift; [ "$1" != restore ] || export DATA_DIR=$RESTORED_DIR; node ${JSON.stringify(join(root, 'scripts/parlance.mjs'))} "$@"; }
trap 'code=$?; export -p > .state; exit $code' EXIT
`

const runShell = async (code: string, place: Place): Promise<Fault> => {
  const { code: exit, stdout, stderr } = await execute('bash', ['-c', `${prelude}\n${place.replace(code)}`], place)
  return exit === 0 ? undefined : `exit code ${exit}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`
}

const runScript = async ({ code, language, line }: Block, place: Place): Promise<Fault> => {
  const file = `block-${line}.m${language}`
  await writeFile(join(place.folder, file), place.replace(code))
  const { code: exit, stdout, stderr } = await execute('bash', ['-c', `[ ! -f .state ] || . ./.state; exec node ${file}`], place)
  return exit === 0 && stderr === '' ? undefined : `exit code ${exit}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`
}

const attempt = (parse: () => unknown): Fault => {
  try {
    parse()
  } catch (thrown) {
    return String(thrown)
  }
}

const runners: Readonly<Record<string, (block: Block, place: Place) => Fault | Promise<Fault>>> = {
  sh: ({ code }, place) => runShell(code, place),
  js: runScript,
  ts: runScript,
  json: ({ code }) => attempt(() => JSON.parse(code)),
  yaml: ({ code }) => attempt(() => loadAll(code)),
  // built and used in a browser by react.test.ts
  tsx: () => undefined,
  // configuration of other programs, which are not here: shown, and tried by hand
  nginx: () => undefined,
  ini: () => undefined,
  '': () => undefined,
}

/** Languages that are run or read here. */
export const languages = Object.keys(runners)

export async function runBlock (block: Block, place: Place): Promise<Fault> {
  const run = runners[block.language]
  if (run === undefined) return `nobody here reads ${block.language}`
  return await run(block, place)
}

type Ran = { code: number | string; stdout: string; stderr: string }

const execute = (file: string, args: string[], { folder, environment }: Place): Promise<Ran> => new Promise(resolve => {
  execFile(file, args, { cwd: folder, timeout: 120_000, maxBuffer: 64 * 2 ** 20, env: { ...environment } }, (error, stdout, stderr) => {
    resolve({ code: error === null ? 0 : error.code ?? 'killed', stdout, stderr })
  })
})
