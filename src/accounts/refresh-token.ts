import { createHmac, hash, randomBytes } from 'node:crypto'

/**
 * A refresh token is `plr_<family>_<secret>`. The family is 128 random bits that all tokens of a session share: whoever has
 * it once had one of its tokens, so a token of a known family that is not the valid one has been used before. The secret
 * has 256 bits. The server stores the SHA-256 of both.
 */
export type RefreshToken = { family: string; secret: string }

const shape = /^plr_([A-Za-z0-9.-]{22})_([A-Za-z0-9.-]{43})$/

/** Base64url with the one letter replaced that the token uses itself. */
const encode = (bytes: Buffer): string => bytes.toString('base64url').replaceAll('_', '.')

export const createRefreshToken = (): RefreshToken => ({ family: encode(randomBytes(16)), secret: encode(randomBytes(32)) })

export const writeRefreshToken = ({ family, secret }: RefreshToken): string => `plr_${family}_${secret}`

/** Undefined for what cannot be one of ours. */
export const readRefreshToken = (text: string): RefreshToken | undefined => {
  const [, family, secret] = shape.exec(text) ?? []
  return family === undefined || secret === undefined ? undefined : { family, secret }
}

/**
 * The token that replaces this one: always the same, so that two tabs which refresh at once, or one whose answer was lost,
 * end up with one token. Only the server can tell it, because only the server has the key.
 */
export const successorOf = ({ family, secret }: RefreshToken, serverSecret: string): RefreshToken =>
  ({ family, secret: encode(createHmac('sha256', serverSecret).update(`parlance refresh token ${family} ${secret}`).digest()) })

export const hashFamily = ({ family }: RefreshToken): string => hash('sha256', family)
export const hashToken = ({ family, secret }: RefreshToken): string => hash('sha256', `${family} ${secret}`)
