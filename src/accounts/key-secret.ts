import { hash, randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const prefix = 'plk_'
/** 62 ** 43 is the first power of 62 above 2 ** 256. */
const digits = 43
const shape = new RegExp(`^${prefix}[0-9A-Za-z]{${digits}}$`)

/** A new secret: 256 random bits after a prefix that secret scanners can find. */
export const createKeySecret = (): string => {
  let rest = BigInt('0x' + randomBytes(32).toString('hex'))
  let text = ''
  for (let digit = 0; digit < digits; digit++) {
    text = alphabet[Number(rest % 62n)] + text
    rest /= 62n
  }
  return prefix + text
}

/** Whether it could be one of ours, so that nothing else is looked up. */
export const hasKeyShape = (secret: string): boolean => secret.length === prefix.length + digits && shape.test(secret)

/** What is stored. A plain hash is enough: nobody can guess 256 random bits. */
export const hashSecret = (secret: string): string => hash('sha256', secret)

/** Enough to recognise a secret by, and 36 bits of it. */
export const hintOf = (secret: string): string => secret.slice(0, 10)
