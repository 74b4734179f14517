import type { Signed } from '../../core/chat.ts'
import { isObject, text, type Wire } from '../wire.ts'

/** Only Gemini signs calls. https://ai.google.dev/gemini-api/docs/thought-signatures */
const signer = 'gemini'

type SignedExtra = Signed & { extra?: unknown }

/** Takes Gemini's signature out of the unknown fields of a call: `extra_content.google.thought_signature`. */
export function readCallExtra (fields: Wire | undefined): SignedExtra {
  const google = fields?.['extra_content']?.google
  const signature = text(google?.thought_signature)
  if (fields === undefined || signature === undefined) return fields === undefined ? {} : { extra: fields }
  const { extra_content: { google: { thought_signature: _, ...ofGoogle }, ...content }, ...rest } = fields
  if (Object.keys(ofGoogle).length > 0) content.google = ofGoogle
  if (Object.keys(content).length > 0) rest['extra_content'] = content
  return { signature, signedBy: signer, ...(Object.keys(rest).length > 0 && { extra: rest }) }
}

/** The unknown fields of a call, with the signature where Gemini's clients look for it. */
export function writeCallExtra ({ extra, signature, signedBy = signer }: SignedExtra): Wire | undefined {
  const fields = isObject(extra) ? extra : undefined
  if (signature === undefined || signedBy !== signer) return fields
  const content = fields?.['extra_content']
  return { ...fields, extra_content: { ...content, google: { ...content?.google, thought_signature: signature } } }
}
