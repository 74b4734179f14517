// The real process, as an operator starts it: `node src/main.ts` with an environment of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Test } from 'tap'

/** The sources, or what was built of them: it starts three times as fast. */
const main = process.env['TEST_SERVER_MAIN'] ?? resolve(import.meta.dirname, '../../src/main.ts')

export type Exit = { code: number | null; signal: NodeJS.Signals | null }
export type Ended = Exit & { stdout: string; stderr: string }

export type ServerProcess = {
  /** `http://127.0.0.1:<port>` as it prints it. */
  url: string
  baseUrl: string
  /** The admin key that it printed; undefined when it printed none. */
  adminKey: string | undefined
  stdout(): string
  stderr(): string
  readonly pid: number
  /** Sends a signal, and resolves when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<Exit>
  call(path: string, options: { key?: string | undefined; method?: string; body?: unknown }): Promise<{ status: number; headers: Headers; json: any; text: string }>
  /** Asks a model of the demo provider for a stream. */
  stream(prompt: string, key: string): Promise<Response>
}

/** A folder for DATA_DIR that lives as long as the test. */
export async function createDataDir (t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-process-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function launch (t: Test, environment: Record<string, string>, within?: string) {
  const command = within === undefined ? [process.execPath, main] : ['sh', '-c', `${within} exec "$0" "$@"`, process.execPath, main]
  const child = spawn(command[0]!, command.slice(1), {
    // a folder without .env; nothing of the tests' own environment
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], PORT: '0', OVERLOAD_LAG_MS: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => { said.stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said.stderr += text })
  const ended: Promise<Ended> = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }))
  t.teardown(() => {
    child.kill('SIGKILL')
    return ended
  })
  return { child, said, ended }
}

/** Runs a process that is expected to end by itself. */
export const runToEnd = (t: Test, environment: Record<string, string>): Promise<Ended> => launch(t, environment).ended

/** Starts a server and waits until it says that it is ready. Killed when the test ends. `within`: what a shell does before, such as `ulimit -n 100;`. */
export async function startProcess (t: Test, environment: Record<string, string>, within?: string): Promise<ServerProcess> {
  const { child, said, ended } = launch(t, environment, within)
  const ready = new Promise<void>(resolve => {
    child.stdout.on('data', () => { if (said.stdout.includes('Parlance is ready at') && said.stdout.includes('Admin key')) resolve() })
  })
  await Promise.race([ready, ended.then(({ code, stderr }) => { throw new Error(`The server ended with ${code}: ${stderr}`) })])
  const url = /ready at (http:\S+)/.exec(said.stdout)![1]!
  const headersFor = (key: string | undefined) => ({ ...key !== undefined && { authorization: `Bearer ${key}` }, 'content-type': 'application/json' })
  return {
    url,
    baseUrl: `${url}/api/v1`,
    adminKey: /Admin key +(plk_\S+)/.exec(said.stdout)?.[1],
    pid: child.pid!, // it runs
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    async stop (signal = 'SIGTERM') {
      child.kill(signal)
      const { code, signal: by } = await ended
      return { code, signal: by }
    },
    async call (path, { key, method = 'GET', body }) {
      const response = await fetch(url + path, { method, headers: headersFor(key), ...body !== undefined && { body: JSON.stringify(body) } })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined }
    },
    stream: (prompt, key) => fetch(`${url}/api/v1/chat/completions`, {
      method: 'POST',
      headers: headersFor(key),
      body: JSON.stringify({ model: 'demo/parlance', stream: true, messages: [{ role: 'user', content: prompt }] }),
    }),
  }
}

/** Asks again and again until the answer is as wanted. The suite's time limit is the only other way out. */
export async function until<T> (ask: () => Promise<T>, isWanted: (answer: T) => boolean, everyMs = 200): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isWanted(answer)) return answer
    await new Promise(resolve => setTimeout(resolve, everyMs))
  }
}
