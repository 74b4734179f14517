import { existsSync } from 'node:fs'
import { access, constants, stat, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../../config/index.ts'
import { type Finding, fault, ok, warn } from './finding.ts'

/** The first with Argon2. */
const leastNode = '24.7'
const gigabyte = 1e9

export const checkNode = (version: string): Finding => {
  return version.localeCompare(leastNode, 'en', { numeric: true }) >= 0
    ? ok('node', `Node ${version}`)
    : fault('node', `Node ${version} is too old.`, `Run it with Node ${leastNode} or newer; npm start brings its own.`)
}

/** The folder of the database and the secrets. */
export const checkDataDir = async ({ dataDir }: Config): Promise<Finding[]> => {
  const wanted = resolve(dataDir)
  const path = nearest(wanted)
  try {
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' })
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (thrown) {
    return [fault('data', `DATA_DIR (${wanted}) cannot be written to: ${(thrown as NodeJS.ErrnoException).code}.`, 'Give the folder to the user that runs the server, or set DATA_DIR to another one.')]
  }
  return [await checkSpace(path), ...await checkModes(wanted)]
}

/** The folder itself, or the one in which it would be made. */
const nearest = (path: string): string => existsSync(path) ? path : nearest(dirname(path))

const checkSpace = async (path: string): Promise<Finding> => {
  const { bavail, bsize } = await statfs(path)
  const free = bavail * bsize
  const message = `${(free / gigabyte).toFixed(1)} GB free at ${path}`
  if (free < 0.1 * gigabyte) return fault('disk', `Only ${message}.`, 'Make room: without it nothing can be saved.')
  return free < gigabyte ? warn('disk', `Only ${message}.`, 'Make room before it is full.') : ok('disk', message)
}

const checkModes = async (path: string): Promise<Finding[]> => {
  const findings: Finding[] = []
  for (const name of ['encryption-key', 'jwt-secret', 'parlance.db']) {
    const mode = await stat(join(path, name)).then(({ mode }) => mode & 0o777, () => undefined)
    if (mode !== undefined && (mode & 0o077) !== 0) findings.push(warn('data', `${join(path, name)} can be read by others (mode ${mode.toString(8)}).`, `chmod 600 ${join(path, name)}`))
  }
  return findings
}

/** Whether the server could listen where it is told to. One that is this server already is fine. */
export const checkPort = async ({ host, port }: Config): Promise<Finding> => {
  const where = `${host}:${port}`
  const code = await new Promise<string | undefined>(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
  if (code === undefined) return ok('port', `${where} is free`)
  if (code === 'EADDRINUSE') {
    const isOurs = await fetch(`http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/api/v1/health`, { signal: AbortSignal.timeout(2000) }).then(async answer => answer.ok && (await answer.text()).includes('"version"'), () => false)
    return isOurs ? ok('port', `Parlance serves on ${where}`) : fault('port', `Another program listens on ${where}.`, 'Stop it, or set PORT to another number.')
  }
  if (code === 'EACCES') return fault('port', `${where} needs more rights than this user has.`, 'Set PORT to 1024 or more, and put a proxy before it.')
  return fault('port', `Nothing can listen on ${where}: ${code}.`, 'Set HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0.')
}

/** What should not be seen from other machines as it is. */
export const checkExposure = ({ host, isProduction, registration, trustProxy }: Config): Finding[] => {
  const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(host)
  if (isLocal) return [ok('exposure', `only this machine reaches ${host}`)]
  return [
    ...isProduction ? [] : [warn('exposure', `HOST is ${host}, and NODE_ENV is not production.`, 'Set NODE_ENV=production: then secrets must be given, and registration is closed.')],
    ...registration === 'open' ? [warn('exposure', 'Anybody who reaches the server may make an account.', 'Set REGISTRATION=closed unless that is meant.')] : [],
    ...trustProxy === false && isProduction ? [warn('exposure', 'TRUST_PROXY is false: behind a proxy all callers have its address.', 'Set TRUST_PROXY to the proxy’s address, such as loopback, if there is one.')] : [],
  ]
}

export const checkDocuments = async ({ documentsDir, dataDir }: Config): Promise<Finding> => {
  const isOwn = resolve(dirname(documentsDir)) === resolve(dataDir)
  try {
    await access(documentsDir, constants.R_OK | constants.X_OK)
    return ok('documents', documentsDir)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (isOwn && code === 'ENOENT') return ok('documents', 'none')
    return warn('documents', `DOCUMENTS_DIR (${documentsDir}) cannot be read: ${code}.`, 'Make the folder, or let the server’s user read it.')
  }
}
