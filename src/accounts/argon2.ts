import crypto, { randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** Argon2id as OWASP asks for it at the least: kibibytes of memory, passes over it, lanes. https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
export type Argon2Cost = { memory: number; passes: number; parallelism: number }
export const houseCost: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 }

type Hashed = { cost: Argon2Cost; salt: Buffer; tag: Buffer }

const tagBytes = 32
export const saltBytes = 16
const derive = promisify(deriving())
const shape = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

/** Runs on libuv's threads, about 40 ms and 19 MiB at the cost of the house. A PHC string: https://github.com/P-H-C/phc-string-format. */
export const hashPassword = async (password: string, salt: Buffer, { memory, passes, parallelism }: Argon2Cost): Promise<string> => {
  const tag = await derive('argon2id', { message: password, nonce: salt, memory, passes, parallelism, tagLength: tagBytes })
  return write({ cost: { memory, passes, parallelism }, salt, tag })
}

/** The hash of no password: to check one against it takes as long, and fails. */
export const createDecoy = (cost: Argon2Cost): string => write({ cost, salt: randomBytes(saltBytes), tag: randomBytes(tagBytes) })

/** Whether the string was made from this password. Throws for what is no such string: a damaged one is a fault, no wrong password. */
export const verifyPassword = async (password: string, phc: string): Promise<boolean> => {
  const { cost: { memory, passes, parallelism }, salt, tag } = read(phc)
  const found = await derive('argon2id', { message: password, nonce: salt, memory, passes, parallelism, tagLength: tag.length })
  return timingSafeEqual(found, tag)
}

/** Whether it would be made at another cost today. */
export const isOutdated = (phc: string, { memory, passes, parallelism }: Argon2Cost): boolean => {
  const { cost: made, tag } = read(phc)
  return made.memory !== memory || made.passes !== passes || made.parallelism !== parallelism || tag.length !== tagBytes
}

const write = ({ cost: { memory, passes, parallelism }, salt, tag }: Hashed): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(salt)}$${encode(tag)}`

const read = (phc: string): Hashed => {
  const [, memory, passes, parallelism, salt, tag] = shape.exec(phc) ?? []
  if (salt === undefined || tag === undefined) throw new Error('a stored password hash is not an Argon2id PHC string')
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** Base64 without padding, as PHC strings have it. */
const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** An older Node lacks this of all that the server needs. */
function deriving (): typeof crypto.argon2 {
  if (typeof crypto.argon2 === 'function') return crypto.argon2
  throw new Error('This Node is too old to serve: run it with 24.7 or newer.')
}
