import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from './error.ts'
import { formats } from './formats.ts'
import type { Config } from './read-config.ts'

/** The keys that seal the database, the first of which encrypts, and lines to log about where they came from. */
export type Secrets = { encryptionKeys: Buffer[]; notices: string[] }

const hasCode = (thrown: unknown, code: string): boolean => (thrown as NodeJS.ErrnoException | undefined)?.code === code
const reason = (thrown: unknown): string => (thrown as NodeJS.ErrnoException | undefined)?.code ?? String(thrown)
const fail = (path: string, what: string): ConfigError => new ConfigError('ENCRYPTION_KEY',
  `ENCRYPTION_KEY is not set and ${path} ${what}; restore that file, or set ENCRYPTION_KEY to ${formats.encryptionKeys.takes}.`)

/** Whatever is wrong with an existing file, no new key is made: what was sealed under the old one would be lost. */
const readKeyFile = async (path: string): Promise<string[] | undefined> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw fail(path, `cannot be read (${reason(thrown)})`)
  }
  const keys = formats.encryptionKeys.read(text.trim())
  if (keys === undefined) throw fail(path, 'does not hold a key')
  return keys
}

const syncDirectory = async (path: string): Promise<void> => {
  const directory = await open(path, 'r')
  await directory.sync().finally(() => directory.close())
}

/** Writes beside the place and links into it: the file appears whole or not at all, and of two processes one wins. */
const makeKeyFile = async (directory: string, path: string): Promise<void> => {
  const draft = `${path}.${randomBytes(8).toString('hex')}.tmp`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(randomBytes(32).toString('base64') + '\n')
    await file.sync()
    await link(draft, path).catch(thrown => {
      if (!hasCode(thrown, 'EEXIST')) throw thrown
    })
  } finally {
    await file.close()
    await unlink(draft)
  }
  await syncDirectory(directory)
}

const describeOpenFile = async (path: string): Promise<string[]> => {
  const { mode } = await stat(path)
  const isOpen = platform() !== 'win32' && (mode & 0o077) !== 0
  return isOpen ? [`${path} can be read by other users of this machine. Run: chmod 600 ${path}`] : []
}

/** The secrets that the environment does not give. Outside production a missing key is made once, in `dataDir/encryption-key`. */
export const loadSecrets = async ({ config, dataDir = config.dataDir }: { config: Config; dataDir?: string }): Promise<Secrets> => {
  const decode = (keys: readonly string[]) => keys.map(key => Buffer.from(key, 'base64'))
  if (config.encryptionKeys.length > 0) return { encryptionKeys: decode(config.encryptionKeys.map(key => key.reveal())), notices: [] }

  const path = join(dataDir, 'encryption-key')
  const found = await readKeyFile(path)
  if (found) return { encryptionKeys: decode(found), notices: await describeOpenFile(path) }
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await makeKeyFile(dataDir, path)
  } catch (thrown) {
    throw fail(path, `cannot be made (${reason(thrown)})`)
  }
  const made = await readKeyFile(path)
  if (made === undefined) throw fail(path, 'vanished')
  return { encryptionKeys: decode(made), notices: [`Made ${path}. Keep a copy: without it, what is sealed in the database cannot be read.`] }
}
