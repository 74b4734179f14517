import type { Signed } from '../../core/chat.ts'
import { text } from '../wire.ts'
import { dialectId } from './id.ts'

// Gemini's wire has one place for a proof: the `thoughtSignature` of a part. What another provider signed or sealed stands
// there under its dialect's name, so that it finds its way back when the client returns the conversation.

/** What proves a part to the provider of its model: a signature, or the thought itself, sealed. */
export type Proof = Signed & { redacted?: string }

/**
 * Google's own word for a call that it has not signed: of one that another model made, or whose client lost the signature.
 * Gemini 3 refuses the whole request otherwise. https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export const withoutSignature = 'skip_thought_signature_validator'

/** The signature to send to Gemini: only its own, and nobody's counts as its own. */
export const ownSignature = ({ signature, signedBy = dialectId }: Proof): string | undefined =>
  signedBy === dialectId ? signature : undefined

/** What a mark begins with: nine bytes, so that its base64 can be told without being read. */
const beginning = 'parlance:'
const sealedBeginning = Buffer.from(beginning).toString('base64')

/** The owner, `#` before a signature or `!` before a sealed thought, and what it is. */
const marked = /^([a-z0-9-]*)([#!])(.*)$/s

/** A proof as a client of this dialect is to keep it: another provider's is marked, and base64 as Gemini's own, for clients decode it. */
export function writeProof ({ signature, signedBy, redacted }: Proof): string | undefined {
  if (redacted !== undefined) return mark(`${signedBy ?? ''}!${redacted}`)
  if (signature === undefined || signedBy === undefined || signedBy === dialectId) return signature
  return mark(`${signedBy}#${signature}`)
}

const mark = (text: string): string => Buffer.from(beginning + text).toString('base64')

/** What a `thoughtSignature` proves. */
export function readProof (wire: unknown): Proof {
  const proof = text(wire)
  if (proof === undefined || proof === withoutSignature) return {}
  const inside = proof.startsWith(sealedBeginning) ? Buffer.from(proof, 'base64').toString().slice(beginning.length) : ''
  const [, signedBy, kind, inner] = marked.exec(inside) ?? []
  if (inner === undefined) return { signature: proof, signedBy: dialectId }
  return { ...(kind === '!' ? { redacted: inner } : { signature: inner }), ...(signedBy !== '' && { signedBy: signedBy! }) } // both or neither matched
}
