import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { cannotOpen } from './sealed-text.ts'

const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM: nonce, ciphertext, tag. `bound` is authenticated and not stored. */
export const encrypt = (key: KeyObject, plain: Buffer, bound: Buffer): Buffer => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(bound)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws for anything that encrypt did not write under this key, bound to this. */
export const decrypt = (key: KeyObject, bytes: Buffer, bound: Buffer): Buffer => {
  if (bytes.length < nonceBytes + tagBytes) throw cannotOpen()
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(bound)
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()])
  } catch (thrown) {
    throw cannotOpen(thrown)
  }
}
