import { randomBytes } from 'node:crypto'
import type { Config } from './read-config.ts'
import type { Secret } from './secret.ts'
import { loadSecretFile, type SecretFile } from './secret-file.ts'

/** What the environment gave or the data folder holds, and lines to log about where it came from. Of each list the first is used for new things. */
export type Secrets = {
  /** Seal the database. */
  encryptionKeys: Buffer[]
  /** Sign access tokens. */
  jwtSecrets: string[]
  notices: string[]
}

const encryptionKey: SecretFile = { variable: 'ENCRYPTION_KEY', file: 'encryption-key', format: 'encryptionKeys', make: () => randomBytes(32).toString('base64') }
const jwtSecret: SecretFile = { variable: 'JWT_SECRET', file: 'jwt-secret', format: 'jwtSecrets', make: () => randomBytes(32).toString('base64url') }

/** The secrets of the environment. Outside production a missing one is made once, in a file of `dataDir`. */
export const loadSecrets = async ({ config, dataDir = config.dataDir }: { config: Config; dataDir?: string }): Promise<Secrets> => {
  const notices: string[] = []
  const load = async (given: readonly Secret[], secret: SecretFile, loss: string): Promise<string[]> => {
    if (given.length > 0) return given.map(value => value.reveal())
    const { path, values, isNew, isOpen } = await loadSecretFile(secret, dataDir)
    if (isNew) notices.push(`Made ${path}. Keep a copy: without it, ${loss}.`)
    if (isOpen) notices.push(`${path} can be read by other users of this machine. Run: chmod 600 ${path}`)
    return values
  }
  const keys = await load(config.encryptionKeys, encryptionKey, 'what is sealed in the database cannot be read')
  const jwtSecrets = await load(config.jwtSecrets, jwtSecret, 'everybody must sign in again')
  return { encryptionKeys: keys.map(key => Buffer.from(key, 'base64')), jwtSecrets, notices }
}
