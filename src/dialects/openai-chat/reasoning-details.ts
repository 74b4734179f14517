import type { Part, Signed } from '../../core/chat.ts'
import { count, isObject, list, text, type Wire } from '../wire.ts'
import { reasoningOf } from './content.ts'

type Reasoning = Extract<Part, { type: 'reasoning' }>

/** What proves reasoning to the provider of its model: a signature beside the text, or the thought itself, sealed. */
export type Proof = Signed & { redacted?: string }

// By dialect, what OpenRouter calls the signatures of its providers. https://openrouter.ai/docs/use-cases/reasoning-tokens
const formats: Readonly<Record<string, string>> = { 'anthropic-messages': 'anthropic-claude-v1', 'openai-responses': 'openai-responses-v1', gemini: 'google-gemini-v1' }
const signers: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(formats).map(([signer, format]) => [format, signer]))

/** OpenAI shows a summary beside the sealed thought that it stands for: in the house's terms the seal signs the summary. */
const sealer = 'openai-responses'

/** A format that is not in the table is a signer of its own: nobody else can check what it signs. */
const signerOf = (format: unknown): Signed => {
  const name = text(format)
  return name === undefined || name === 'unknown' ? {} : { signedBy: signers[name] ?? name }
}

const formatOf = (signedBy: string | undefined): { format?: string } => signedBy === undefined ? {} : { format: formats[signedBy] ?? signedBy }

/** What one detail proves; empty when it is only text. `hasText`: there is text that a seal would be the whole of. */
export const proofOf = (detail: Wire, hasText: boolean): Proof => {
  const signature = text(detail['signature'])
  const data = text(detail['data'])
  if (signature === undefined && data === undefined) return {}
  const signed = signerOf(detail['format'])
  if (signature === undefined && hasText && signed.signedBy === sealer) return { signature: data!, ...signed }
  return { ...(signature !== undefined && { signature }), ...(data !== undefined && { redacted: data }), ...signed }
}

/** The text of one detail. */
export const textOf = (detail: Wire): string => text(detail['text']) ?? text(detail['summary']) ?? ''

/** The reasoning of a message, where its details prove it; undefined where they do not. Without a text of their own they prove the message's. */
export function readDetails (message: Wire): Reasoning[] | undefined {
  const details = list(message['reasoning_details']).filter(isObject)
  if (!details.some(isProven)) return undefined
  const parts: Reasoning[] = []
  const spare = details.every(detail => textOf(detail) === '') ? reasoningOf(message) ?? '' : ''
  const owner = spare === '' ? undefined : details.find(detail => text(detail['signature']) !== undefined) ?? details[0]
  let last: Wire | undefined
  for (const detail of details) {
    const isSeal = last !== undefined && isSealOf(detail, last)
    const said = isSeal ? parts.pop()!.text : detail === owner ? spare : textOf(detail)
    parts.push({ type: 'reasoning', text: said, ...proofOf(detail, said !== '') })
    last = detail
  }
  return parts
}

const isProven = (detail: Wire): boolean => text(detail['signature']) !== undefined || text(detail['data']) !== undefined

/** Whether a detail is the sealed thought that the summary before it stands for. */
const isSealOf = (detail: Wire, before: Wire): boolean =>
  text(detail['data']) !== undefined && !isProven(before) && count(detail['index']) !== undefined && detail['index'] === before['index']

/** Reasoning as details; undefined when none of it is proven. Each part's index is its place among all parts. */
export function writeDetails (parts: readonly Part[]): object[] | undefined {
  if (!parts.some(part => part.type === 'reasoning' && (part.signature !== undefined || part.redacted !== undefined))) return undefined
  return parts.flatMap((part, index) => part.type === 'reasoning' ? writeDetail(part, index) : [])
}

const writeDetail = (part: Reasoning, index: number): object[] => {
  const { text, signature, redacted, signedBy } = part
  if (signature !== undefined && signedBy !== sealer) return [{ type: 'reasoning.text', text, signature, ...formatOf(signedBy), index }, ...writeProof({ ...part, signature: undefined }, index)]
  if (signature === undefined && redacted === undefined) return [{ type: 'reasoning.text', text, index }]
  return [...(text === '' ? [] : [{ type: 'reasoning.summary', summary: text, ...formatOf(signedBy), index }]), ...writeProof(part, index)]
}

/** What proves a part whose text is told elsewhere. */
export const writeProof = ({ signature, redacted, signedBy }: { [K in keyof Proof]?: Proof[K] | undefined }, index: number): object[] => {
  const format = formatOf(signedBy)
  const seals = [redacted, signedBy === sealer ? signature : undefined].filter(seal => seal !== undefined)
  return [
    ...(signature === undefined || signedBy === sealer ? [] : [{ type: 'reasoning.text', signature, ...format, index }]),
    ...seals.map(data => ({ type: 'reasoning.encrypted', data, ...format, index })),
  ]
}
