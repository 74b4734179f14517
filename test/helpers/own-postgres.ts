import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { pickPort } from '../process/pick-port.ts'

const run = promisify(execFile)
const versions = '/usr/lib/postgresql'

/** A PostgreSQL of the test's own, which it may stop and start again. */
export type OwnPostgres = { url: string; stop(): Promise<void>; start(): Promise<void> }

/** Undefined where there is none to run. */
export async function createOwnPostgres (t: Test): Promise<OwnPostgres | undefined> {
  const version = (await readdir(versions).catch(() => [])).toSorted((left, right) => Number(right) - Number(left))[0]
  if (version === undefined) return undefined
  const bin = join(versions, version, 'bin')
  const folder = await mkdtemp(join(tmpdir(), 'parlance-postgres-'))
  await chmod(folder, 0o777)
  const data = join(folder, 'data')
  const port = await pickPort()
  // it refuses to be run by root
  const isRoot = process.getuid?.() === 0
  const call = (program: string, ...options: string[]) => isRoot
    ? run('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', join(bin, program), ...options], { cwd: folder })
    : run(join(bin, program), options, { cwd: folder })
  const start = async () => { await call('pg_ctl', '-D', data, '-w', '-t', '60', '-l', join(folder, 'log'), '-o', `-p ${port} -k ${folder} -h 127.0.0.1 -F`, 'start') }
  const stop = async () => { await call('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop') }
  t.teardown(async () => {
    await stop().catch(() => {})
    await rm(folder, { recursive: true, force: true })
  })
  try {
    await call('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8')
    await start()
  } catch (error) {
    t.comment(`a PostgreSQL could not be started: ${String(error)}`)
    return undefined
  }
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop, start }
}
