import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from './error.ts'
import { formats } from './formats.ts'

/** A secret that the house makes for itself: the variable that would give it, its file in the data folder, and how its text is made. */
export type SecretFile = { variable: string; file: string; format: 'encryptionKeys' | 'jwtSecrets'; make(): string }

/** What the file holds, and whether it was made just now or is open to others. */
export type LoadedFile = { path: string; values: string[]; isNew: boolean; isOpen: boolean }

const hasCode = (thrown: unknown, code: string): boolean => (thrown as NodeJS.ErrnoException | undefined)?.code === code
const reason = (thrown: unknown): string => (thrown as NodeJS.ErrnoException | undefined)?.code ?? String(thrown)
const fail = ({ variable, format }: SecretFile, path: string, what: string): ConfigError => new ConfigError(variable,
  `${variable} is not set and ${path} ${what}; restore that file, or set ${variable} to ${formats[format].takes}.`)

/** Reads the file, and makes it if there is none. */
export const loadSecretFile = async (secret: SecretFile, directory: string): Promise<LoadedFile> => {
  const path = join(directory, secret.file)
  const found = await read(secret, path)
  if (found) return { path, values: found, isNew: false, isOpen: await isOpenToOthers(path) }
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await make(secret, directory, path)
  } catch (thrown) {
    throw fail(secret, path, `cannot be made (${reason(thrown)})`)
  }
  const made = await read(secret, path)
  if (made === undefined) throw fail(secret, path, 'vanished')
  return { path, values: made, isNew: true, isOpen: false }
}

/** Whatever is wrong with an existing file, no new secret is made: what stands on the old one would be lost. */
const read = async (secret: SecretFile, path: string): Promise<string[] | undefined> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw fail(secret, path, `cannot be read (${reason(thrown)})`)
  }
  const values = formats[secret.format].read(text.trim())
  if (values === undefined) throw fail(secret, path, 'does not hold a key')
  return values
}

/** Writes beside the place and links into it: the file appears whole or not at all, and of two processes one wins. */
const make = async (secret: SecretFile, directory: string, path: string): Promise<void> => {
  const draft = `${path}.${randomBytes(8).toString('hex')}.tmp`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(secret.make() + '\n')
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

const syncDirectory = async (path: string): Promise<void> => {
  const directory = await open(path, 'r')
  await directory.sync().finally(() => directory.close())
}

const isOpenToOthers = async (path: string): Promise<boolean> => {
  const { mode } = await stat(path)
  return platform() !== 'win32' && (mode & 0o077) !== 0
}
