import type { Part, Signed } from '../../core/chat.ts'
import { dialectId } from './id.ts'

// Anthropic's wire has one place for what proves a thought: the signature of its block. What another provider signed is
// kept there under its dialect's name, so that it finds its way back when the client returns the conversation.

/** What is proven: a thought with its text, a thought that only its provider can read, or the call that follows. */
type Kind = 'signature' | 'sealed' | 'call'

/** A proof as the client is to keep it. Anthropic's own thoughts stay as they are. */
export const seal = (proof: string, signedBy: string = dialectId, kind: Kind = 'signature'): string =>
  signedBy === dialectId && kind === 'signature' ? proof : `${signedBy}${kind === 'signature' ? '' : `-${kind}`}#${proof}`

// Anthropic's own signatures are base64: they hold no #.
const sealed = /^([a-z][a-z0-9-]*?)(?:-(sealed|call))?#(.*)$/s

const readSeal = (proof: string): { signedBy: string; kind: Kind; proof: string } | undefined => {
  const [, signedBy, kind = 'signature', inner] = sealed.exec(proof) ?? []
  return signedBy === undefined || inner === undefined ? undefined : { signedBy, kind: kind as Kind, proof: inner } // as the pattern has it
}

/** Whether it is the proof of another provider. */
export const isSealed = (proof: unknown): boolean => typeof proof === 'string' && sealed.test(proof)

type Reasoning = Extract<Part, { type: 'reasoning' }>

/** A thought that a client sends back. An empty one may be no thought at all, but the proof of the call that follows it. */
export function unseal (part: Reasoning): Reasoning | { type: 'proof'; signed: Signed } {
  const found = readSeal(part.redacted ?? part.signature ?? '')
  if (found === undefined) return part
  const { signedBy, kind, proof } = found
  if (kind === 'call') return { type: 'proof', signed: { signature: proof, signedBy } }
  const { signature: _, redacted: __, ...rest } = part
  return kind === 'sealed' || part.redacted !== undefined ? { ...rest, redacted: proof, signedBy } : { ...rest, signature: proof, signedBy }
}
