import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import tap, { type Test } from 'tap'
import { pickPort } from '../process/pick-port.ts'
import { reportSkip } from './skips.ts'

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find(path => existsSync(path))
export const hasNginx = nginx !== undefined
const shipped = resolve(import.meta.dirname, '../../deploy/nginx.conf')

/** What the shipped file leaves to the machine. */
const around = (folder: string, server: string): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log error;
events { worker_connections 4096; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${server}
}`

/** The nginx of `deploy/nginx.conf` before these ports of this machine. Returns its URL; undefined, and says so, where there is no nginx. */
export async function startNginx (t: Pick<Test, 'teardown'>, urls: readonly string[]): Promise<string | undefined> {
  if (nginx === undefined) return void reportSkip('a load balancer', 'apt-get install nginx-light')
  const folder = await mkdtemp(join(tmpdir(), 'parlance-nginx-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  // where root starts it somebody else does the work, and puts large bodies into files in here
  await chmod(folder, 0o711)
  const port = await pickPort()
  const [first, second] = urls.map(url => new URL(url).host)
  const conf = readFileSync(shipped, 'utf8').replaceAll('127.0.0.1:3001', first!).replaceAll('127.0.0.1:3002', second!).replace('listen 80;', `listen 127.0.0.1:${port};`)
  writeFileSync(join(folder, 'nginx.conf'), around(folder, conf))
  const child = spawn(nginx, ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'start.log'), '-p', folder], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', bytes => { said += bytes })
  const gone = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGTERM')
    await gone
  })
  gone.then(([code]) => { if (code !== 0) tap.comment(`nginx ended with ${code}: ${said}`) })
  while (!await answers(port)) {
    if (child.exitCode !== null) throw new Error(`nginx did not start: ${said}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return `http://127.0.0.1:${port}`
}

const answers = (port: number): Promise<boolean> => new Promise(resolve => {
  const socket = connect(port, '127.0.0.1')
  socket.once('connect', () => {
    socket.destroy()
    resolve(true)
  })
  socket.once('error', () => resolve(false))
})
