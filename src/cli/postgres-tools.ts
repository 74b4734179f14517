import { spawn } from 'node:child_process'
import { CommandError } from './errors.ts'

/** Runs one of PostgreSQL's own programs on a database. The password goes by the environment: the command line is for everybody to read. */
export const runPostgresTool = async (tool: 'pg_dump' | 'pg_restore' | 'psql', args: readonly string[], url: string): Promise<string> => {
  const address = new URL(url)
  const password = decodeURIComponent(address.password)
  address.password = ''
  const child = spawn(tool, [...args, `--dbname=${address.href}`], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...password !== '' && { PGPASSWORD: password } } })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => { said.stdout += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said.stderr += text })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? new CommandError(`${tool} is not installed: install PostgreSQL’s client programs (postgresql-client).`) : error))
  })
  if (code !== 0) throw new CommandError(`${tool} failed: ${said.stderr.trim()}`)
  return said.stdout
}
