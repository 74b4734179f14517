// The command line as an operator has it: a process of its own, with an environment of its own.
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, resolve } from 'node:path'

/** The sources, or what was built of them. */
const built = process.env['TEST_SERVER_MAIN']
const main = built === undefined ? resolve(import.meta.dirname, '../../src/cli/main.ts') : resolve(dirname(built), 'cli/main.js')

export type Ran = { code: number | null; stdout: string; stderr: string }

export const runCli = (args: readonly string[], environment: Record<string, string> = {}, input = ''): Promise<Ran> => new Promise((resolve, reject) => {
  const child = spawn(process.execPath, [main, ...args], { cwd: tmpdir(), env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...environment } })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => { said.stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said.stderr += text })
  child.once('error', reject)
  child.once('close', code => resolve({ code, ...said }))
  child.stdin.end(input)
})
