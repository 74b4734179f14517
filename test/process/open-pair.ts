import type { Test } from 'tap'
import { startNginx } from '../helpers/nginx.ts'
import { type ServerProcess, startProcess } from '../helpers/server-process.ts'
import { key, type Victim } from './kill-rounds.ts'
import { pickPort } from './pick-port.ts'

/** Two servers behind nginx, one of which is killed at a time; without nginx clients only know the first. */
export async function openPair (t: Test, { environment, random }: { environment: Record<string, string>; random(): number }): Promise<Victim> {
  const ports = [String(await pickPort()), String(await pickPort())]
  const launch = (index: number) => startProcess(t, { ADMIN_API_KEY: key, AUTO_TITLE: 'words', LOG_LEVEL: 'error', ENCRYPTION_KEY: Buffer.alloc(32, 'k').toString('base64'), JWT_SECRET: 'one-secret-for-both-processes-0123456789', ...environment, PORT: ports[index]! })
  const servers: ServerProcess[] = [await launch(0), await launch(1)]
  const url = await startNginx(t, servers.map(({ url }) => url)) ?? servers[0]!.url
  let killed = 0
  return {
    url,
    kill () {
      killed = random() < 0.5 ? 0 : 1
      return servers[killed]!.stop('SIGKILL')
    },
    async revive () { servers[killed] = await launch(killed) },
    close: () => Promise.all(servers.map(server => server.stop())),
  }
}
