import type { ChatEvent } from '../../core/chat.ts'
import { syntheticCallId } from '../call-id.ts'
import { isObject, others, text, type Wire } from '../wire.ts'
import { dialectId, extraName } from './id.ts'
import { tidyCall } from './read-block.ts'

type Block =
  | { type: 'text' | 'reasoning'; index: number }
  | { type: 'call'; index: number; json: boolean; input: unknown }
  | { type: 'foreign' }

const knownCallFields = new Set(['type', 'id', 'name', 'input'])

/** Reads the content blocks of one stream. Blocks may overlap: llama.cpp stops all of them at the end. */
export function createBlockReader () {
  const blocks = new Map<unknown, Block>()
  let parts = 0
  let calls = 0

  const open = (key: unknown, block: Wire, events: ChatEvent[]): void => {
    switch (block['type']) {
      case 'text': {
        const index = parts++
        blocks.set(key, { type: 'text', index })
        if (text(block['text']) !== undefined) events.push({ type: 'text-delta', index, text: block['text'] })
        return
      }
      case 'thinking': {
        const index = parts++
        blocks.set(key, { type: 'reasoning', index })
        if (text(block['thinking']) !== undefined) events.push({ type: 'reasoning-delta', index, text: block['thinking'] })
        sign(index, block['signature'], events)
        return
      }
      case 'redacted_thinking': {
        const index = parts++
        blocks.set(key, { type: 'reasoning', index })
        events.push({ type: 'reasoning-delta', index, text: '', redacted: text(block['data']) ?? '', signedBy: dialectId })
        return
      }
      case 'tool_use': {
        parts++
        const index = calls++
        blocks.set(key, { type: 'call', index, json: false, input: block['input'] })
        const extra = others(tidyCall(block), knownCallFields)
        events.push({ type: 'tool-call-start', index, id: text(block['id']) ?? syntheticCallId(), name: text(block['name']) ?? '', ...(extra !== undefined && { extra }) })
        return
      }
      default:
        // What the provider's own tools do is not for the client to answer: never a tool call.
        blocks.set(key, { type: 'foreign' })
        events.push({ type: 'extra', name: extraName(block['type']), data: block })
    }
  }

  const sign = (index: number, signature: unknown, events: ChatEvent[]): void => {
    const signed = text(signature)
    if (signed !== undefined) events.push({ type: 'reasoning-delta', index, text: '', signature: signed, signedBy: dialectId })
  }

  /** A call without arguments ends as `{}`, and one whose server sent them whole at the start gets them here. */
  const finishCall = (block: Block, events: ChatEvent[]): void => {
    if (block.type !== 'call' || block.json) return
    block.json = true
    events.push({ type: 'tool-call-delta', index: block.index, json: JSON.stringify(isObject(block.input) ? block.input : {}) })
  }

  const readDelta = (block: Block, delta: Wire, events: ChatEvent[]): void => {
    const { type } = delta
    if (type === 'text_delta' && block.type === 'text') {
      if (text(delta['text']) !== undefined) events.push({ type: 'text-delta', index: block.index, text: delta['text'] })
    } else if (type === 'thinking_delta' && block.type === 'reasoning') {
      if (text(delta['thinking']) !== undefined) events.push({ type: 'reasoning-delta', index: block.index, text: delta['thinking'] })
    } else if (type === 'signature_delta' && block.type === 'reasoning') {
      sign(block.index, delta['signature'], events)
    } else if (type === 'input_json_delta' && block.type === 'call') {
      if (text(delta['partial_json']) === undefined) return
      block.json = true
      events.push({ type: 'tool-call-delta', index: block.index, json: delta['partial_json'] })
    } else events.push({ type: 'extra', name: extraName(type), data: delta })
  }

  /** A delta whose block nobody opened: its kind tells what the block must have been. */
  const openFor = (key: unknown, delta: Wire, events: ChatEvent[]): Block => {
    if (delta['type'] === 'text_delta') open(key, { type: 'text' }, events)
    if (delta['type'] === 'thinking_delta') open(key, { type: 'thinking' }, events)
    return blocks.get(key) ?? { type: 'foreign' }
  }

  return {
    start ({ index, content_block: block }: Wire, events: ChatEvent[]): void {
      if (isObject(block)) open(index, block, events)
    },
    delta ({ index, delta }: Wire, events: ChatEvent[]): void {
      if (isObject(delta)) readDelta(blocks.get(index) ?? openFor(index, delta, events), delta, events)
    },
    stop ({ index }: Wire, events: ChatEvent[]): void {
      const block = blocks.get(index)
      if (block !== undefined) finishCall(block, events)
    },
    /** The answer ended; blocks that nobody stopped are stopped here. */
    close (events: ChatEvent[]): void {
      for (const block of blocks.values()) finishCall(block, events)
    },
  }
}
