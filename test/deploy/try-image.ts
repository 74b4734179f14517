import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { only, runInImage, type Built, type Stage } from './dockerfile.ts'
import { pickPort } from '../process/pick-port.ts'

export type Tried = { health: number | null; sick: number | null; answer: string; code: number | null; log: string; writes: number | null }

/** Starts what was built as the image would, asks its health check and a model, and stops it. */
export async function tryImage (stage: Stage, root: string, built: Pick<Built, 'nodeFolder'>): Promise<Tried> {
  const port = await pickPort()
  const key = 'plk_image-admin-key-0123456789'
  const given = { PORT: String(port), ENCRYPTION_KEY: randomBytes(32).toString('base64'), JWT_SECRET: randomBytes(32).toString('base64'), ADMIN_API_KEY: key }
  const check: string[] = JSON.parse(/CMD (\[.*\])$/.exec(only(stage, 'HEALTHCHECK').text)![1]!)
  const runToEnd = async (command: string[]): Promise<number | null> => (await once(runInImage(stage, root, command, built, given), 'close'))[0]
  const sick = await runToEnd(check)
  const server = runInImage(stage, root, JSON.parse(only(stage, 'CMD').text), built, given)
  const ended = once(server, 'close')
  let log = ''
  for (const stream of [server.stdout!, server.stderr!]) stream.on('data', bytes => { log += bytes })
  let health = await runToEnd(check)
  while (health !== 0 && server.exitCode === null) health = await runToEnd(check)
  const response = health === 0
    ? await fetch(`http://127.0.0.1:${port}/api/v1/chat`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ message: 'Hello [delay 0]' }) })
    : undefined
  const answer = await response?.text() ?? ''
  const writes = await runToEnd(['node', '-e', "require('node:fs').writeFileSync('dist/main.js', '')"])
  server.kill('SIGTERM')
  const [code] = await ended
  return { health, sick, answer, code, log, writes }
}
