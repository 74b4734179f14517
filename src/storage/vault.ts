import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { SealedPlace, Vault } from '../core/ports.ts'
import { decrypt, encrypt } from './aes.ts'
import { StorageError } from './errors.ts'
import { cannotOpen, readSealedText, sealedPrefix, writeSealedText } from './sealed-text.ts'

/** A vault whose texts can be moved to its first key. */
export type RotatingVault = Vault & {
  /** What a text begins with that is not stale. */
  readonly prefix: string
  /** Seals under the first key what any of the keys sealed. Only the data key is wrapped anew; the content is not touched or seen. */
  rewrap(sealed: string, place: SealedPlace): string
}

type WrappingKey = { id: string; key: KeyObject }

const keyBytes = 32

/**
 * Envelope encryption with AES-256-GCM: every value has its own random key, which is wrapped by the key of the house.
 * Both are bound to the table, column and row. Keys are 32 bytes, or their base64, or a comma-separated list of that:
 * the first seals, all open.
 */
export const createVault = (keys: string | readonly (string | Uint8Array)[]): RotatingVault => {
  const wrappingKeys = (typeof keys === 'string' ? keys.split(',') : keys).map(readKey)
  const [first] = wrappingKeys
  if (first === undefined) throw new StorageError('ENCRYPTION_KEY is empty; it takes 32 bytes in base64.')
  const byId = new Map(wrappingKeys.map(wrapping => [wrapping.id, wrapping]))
  const prefix = sealedPrefix(first.id)

  const wrap = (dataKey: Buffer, place: SealedPlace) => encrypt(first.key, dataKey, bind('key', first.id, place))
  const unwrap = (keyId: string, wrappedKey: Buffer, place: SealedPlace): Buffer => {
    const wrapping = byId.get(keyId)
    if (wrapping === undefined) throw cannotOpen()
    const dataKey = decrypt(wrapping.key, wrappedKey, bind('key', keyId, place))
    if (dataKey.length !== keyBytes) throw cannotOpen()
    return dataKey
  }

  return {
    prefix,
    seal: (text, place) => {
      const dataKey = randomBytes(keyBytes)
      const content = encrypt(createSecretKey(dataKey), Buffer.from(text), bind('content', '', place))
      return writeSealedText({ keyId: first.id, wrappedKey: wrap(dataKey, place), content })
    },
    open: (sealed, place) => {
      const { keyId, wrappedKey, content } = readSealedText(sealed)
      const dataKey = unwrap(keyId, wrappedKey, place)
      return decrypt(createSecretKey(dataKey), content, bind('content', '', place)).toString()
    },
    isStale: sealed => !sealed.startsWith(prefix),
    rewrap: (sealed, place) => {
      const { keyId, wrappedKey, content } = readSealedText(sealed)
      return writeSealedText({ keyId: first.id, wrappedKey: wrap(unwrap(keyId, wrappedKey, place), place), content })
    },
  }
}

const readKey = (key: string | Uint8Array, index: number): WrappingKey => {
  const bytes = typeof key === 'string' ? Buffer.from(key.trim(), 'base64') : Buffer.from(key)
  if (bytes.length !== keyBytes) throw new StorageError(`ENCRYPTION_KEY: key ${index + 1} has ${bytes.length} bytes; it takes 32 bytes in base64.`)
  // Tells keys apart and nothing else: 32 bits of a hash of 256 random ones.
  const id = createHash('sha256').update('parlance key id').update(bytes).digest('hex').slice(0, 8)
  return { id, key: createSecretKey(bytes) }
}

/** The authenticated data. The content is not bound to the wrapping key, so that it can stay when that changes. */
const bind = (use: 'key' | 'content', keyId: string, { table, column, row }: SealedPlace): Buffer =>
  Buffer.from(JSON.stringify(['parlance', 'v1', use, keyId, table, column, row]))
