// The command line as an operator has it: a process of its own, with an environment of its own.
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'

const main = resolve(import.meta.dirname, '../../src/cli/main.ts')

export type Ran = { code: number | null; stdout: string; stderr: string }

export const runCli = (args: readonly string[], environment: Record<string, string> = {}, input = ''): Promise<Ran> => new Promise((resolve, reject) => {
  const child = spawn(process.execPath, [main, ...args], { cwd: tmpdir(), env: { PATH: process.env['PATH'], ...environment } })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => { said.stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said.stderr += text })
  child.once('error', reject)
  child.once('close', code => resolve({ code, ...said }))
  child.stdin.end(input)
})
