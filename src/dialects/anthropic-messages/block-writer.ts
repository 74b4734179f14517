import type { ChatEvent } from '../../core/chat.ts'
import { isObject, parseJson } from '../wire.ts'
import { writeCall, writeProof } from './answer.ts'
import type { Held } from './finish.ts'
import { wireTypeOf } from './id.ts'
import { seal } from './seal.ts'

export type PartEvent = Extract<ChatEvent, { type: 'text-delta' | 'reasoning-delta' | 'refusal-delta' | 'tool-call-start' | 'tool-call-delta' | 'extra' }>

/** The block that is being written. `key` tells one of its kind from the next; `json` is what a call has said so far. */
type Open = { kind: 'text' | 'thinking' | 'call' | 'foreign'; key: number; json: string }

const refusalKey = -1
const emptyThought = '{"type":"thinking","thinking":"","signature":""}'

/**
 * Puts events into content blocks that never overlap. A call whose arguments are not whole stays open; what belongs to
 * another block waits until it is closed. On the token path: text is glued, and only what came from outside is stringified.
 */
export function createBlockWriter () {
  const held: Held = { hasCalls: false, hasRefused: false }
  let open: Open | undefined
  let index = -1
  let waiting: PartEvent[] = []

  const start = (kind: Open['kind'], key: number, block: string): string => {
    const text = close()
    open = { kind, key, json: '' }
    return `${text}event: content_block_start\ndata: {"type":"content_block_start","index":${++index},"content_block":${block}}\n\n`
  }
  const delta = (fields: string): string =>
    `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":${fields}}\n\n`
  const close = (): string => {
    if (open === undefined) return ''
    open = undefined
    return `event: content_block_stop\ndata: {"type":"content_block_stop","index":${index}}\n\n`
  }
  const ensure = (kind: Open['kind'], key: number, block: string): string =>
    open?.kind === kind && open.key === key ? '' : start(kind, key, block)

  const say = (key: number, text: string): string =>
    text === '' ? '' : ensure('text', key, '{"type":"text","text":""}') + delta(`{"type":"text_delta","text":${JSON.stringify(text)}}`)

  const think = ({ index: key, text, signature, redacted, signedBy }: Extract<PartEvent, { type: 'reasoning-delta' }>): string => {
    const isOpen = open?.kind === 'thinking' && open.key === key
    if (redacted !== undefined && text === '' && !isOpen) return start('thinking', key, JSON.stringify({ type: 'redacted_thinking', data: seal(redacted, signedBy) })) + close()
    const proof = redacted !== undefined ? seal(redacted, signedBy, 'sealed') : signature === undefined ? undefined : seal(signature, signedBy)
    if (text === '' && proof === undefined) return ''
    const opening = ensure('thinking', key, emptyThought)
    const thought = text === '' ? '' : delta(`{"type":"thinking_delta","thinking":${JSON.stringify(text)}}`)
    return opening + thought + (proof === undefined ? '' : sign(proof))
  }
  const sign = (signature: string): string => delta(JSON.stringify({ type: 'signature_delta', signature }))

  const call = (event: Extract<PartEvent, { type: 'tool-call-start' }>): string => {
    const { index: key, signature, signedBy } = event
    held.hasCalls = true
    const proof = signature === undefined ? '' : start('thinking', key, emptyThought) + sign(writeProof(signature, signedBy)['signature'])
    return proof + start('call', key, JSON.stringify(writeCall(event, {})))
  }

  const put = (event: PartEvent): string => {
    switch (event.type) {
      case 'text-delta':
        return say(event.index, event.text)
      case 'refusal-delta':
        held.hasRefused = true
        return say(refusalKey, event.text)
      case 'reasoning-delta':
        return think(event)
      case 'tool-call-start':
        return call(event)
      case 'tool-call-delta':
        if (open?.kind !== 'call' || open.key !== event.index || event.json === '') return ''
        open.json += event.json
        return delta(`{"type":"input_json_delta","partial_json":${JSON.stringify(event.json)}}`)
      case 'extra': {
        const type = wireTypeOf(event.name)
        if (type === undefined || !isObject(event.data)) return ''
        if (!type.endsWith('_delta')) return start('foreign', index + 1, JSON.stringify(event.data))
        return open === undefined ? '' : delta(JSON.stringify(event.data))
      }
    }
  }

  const isOpen = (): boolean => open !== undefined
  const isWaitedFor = (event: PartEvent): boolean =>
    open?.kind === 'call' && !(event.type === 'tool-call-delta' && event.index === open.key)
  const isCallWhole = (): boolean =>
    open?.kind === 'call' && open.json.endsWith('}') && parseJson(open.json) !== undefined
  /** Closes the block, and lets in what waited for that. */
  const proceed = (): string => {
    const next = waiting
    waiting = []
    let text = close()
    for (const event of next) text += write(event)
    return text
  }

  const write = (event: PartEvent): string => {
    const isWaiting = isWaitedFor(event)
    const text = isWaiting ? '' : put(event)
    if (isWaiting) waiting.push(event)
    return waiting.length > 0 && isCallWhole() ? text + proceed() : text
  }

  return {
    held: held as Readonly<Held>,
    write,
    /** The answer is over: closes what is open, in turn. */
    finish (): string {
      let text = ''
      while (isOpen()) text += proceed()
      return text
    },
  }
}
