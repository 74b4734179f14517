import { GatewayError } from '../core/errors.ts'

/** What a sealed text consists of: `v1.<key id>.<wrapped data key>.<content>`, the last two in base64url. */
export type SealedText = { keyId: string; wrappedKey: Buffer; content: Buffer }

const version = 'v1'

/** What every text begins with that is sealed under this key. */
export const sealedPrefix = (keyId: string): string => `${version}.${keyId}.`

export const writeSealedText = ({ keyId, wrappedKey, content }: SealedText): string =>
  sealedPrefix(keyId) + wrappedKey.toString('base64url') + '.' + content.toString('base64url')

/** Throws for anything that writeSealedText would not have written, so that no byte can change unnoticed. */
export const readSealedText = (text: string): SealedText => {
  const [found, keyId, wrappedKey, content, ...rest] = text.split('.')
  if (found !== version || !keyId || !wrappedKey || !content || rest.length > 0) throw cannotOpen()
  return { keyId, wrappedKey: decode(wrappedKey), content: decode(content) }
}

/** Says nothing of what was in it. */
export const cannotOpen = (cause?: unknown): GatewayError =>
  new GatewayError('internal', 'A sealed value in the database cannot be opened: it was changed, moved, or sealed under another ENCRYPTION_KEY.', { cause })

/** Node skips characters that are not base64 and ignores spare bits; several texts would read as the same bytes. */
const decode = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw cannotOpen()
  return bytes
}
