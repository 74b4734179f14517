import type { Signed } from '../../core/chat.ts'
import { dialectId } from './id.ts'

/** What proves reasoning to its provider. `call`: it is the next call that is signed. */
export type Seal = Signed & { redacted?: string; isCall?: true }

const unknownSigner = 'unknown'
const mark = /^([a-z][a-z0-9-]*?)(-sealed|-call)?#/

/**
 * Puts a proof into `encrypted_content`, which clients send back as it came: OpenAI's own as it is, another provider's
 * behind a mark that says whose it is and what it seals. OpenAI's is base64 and cannot look like a mark.
 */
export function writeSeal ({ signature, redacted, signedBy = unknownSigner, isCall }: Seal): string | undefined {
  const proof = redacted ?? signature
  if (proof === undefined || signedBy === dialectId) return proof
  return `${signedBy}${isCall ? '-call' : redacted !== undefined ? '-sealed' : ''}#${proof}`
}

/** Reads it again. OpenAI seals the thought that a summary stands for: beside a text that is its signature. */
export function readSeal (sealed: string, hasText: boolean): Seal {
  const [whole, signer, what] = mark.exec(sealed) ?? []
  if (whole === undefined) return { [hasText ? 'signature' : 'redacted']: sealed, signedBy: dialectId }
  const proof = sealed.slice(whole.length)
  const signed = signer === unknownSigner ? {} : { signedBy: signer! }
  if (what === '-sealed') return { redacted: proof, ...signed }
  return { signature: proof, ...signed, ...(what === '-call' && { isCall: true }) }
}

/** Whether a provider of this dialect could not read it. */
export const isForeignSeal = (sealed: unknown): boolean => typeof sealed === 'string' && mark.test(sealed)
