import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Redis } from 'ioredis'
import type { Test } from 'tap'

const testUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379/9'

const answers = async (url: string): Promise<boolean> => {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 1000, maxRetriesPerRequest: 0, retryStrategy: () => null })
  client.on('error', () => {})
  try {
    await client.connect()
    return await client.ping() === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

/** The URL of a Redis that answers, or undefined. */
export const probeRedis = async (): Promise<string | undefined> => await answers(testUrl) ? testUrl : undefined

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server's address is never a string
  server.close()
  await once(server, 'close')
  return port
}

/** A Redis of the test's own, which it may stop, hold still and start again. */
export type PrivateRedis = { url: string; start(): Promise<void>; kill(): Promise<void>; signal(name: 'SIGSTOP' | 'SIGCONT'): void }

/** Undefined where there is no `redis-server` to run. */
export const createPrivateRedis = async (t: Test): Promise<PrivateRedis | undefined> => {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let child: ReturnType<typeof spawn> | undefined
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  const start = async () => {
    child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' })
    const failed = once(child, 'error').then(([error]) => { throw error })
    const ready = (async () => { while (!await answers(url)) await new Promise(resolve => setTimeout(resolve, 50)) })()
    await Promise.race([ready, failed])
    failed.catch(() => {})
  }
  t.teardown(kill)
  try {
    await start()
  } catch {
    return undefined
  }
  return { url, start, kill, signal: name => { child?.kill(name) } }
}
