import type { ChatEvent, Usage } from '../../core/chat.ts'
import type { AnswerContext, StreamWriter } from '../../core/dialect.ts'
import { GatewayError } from '../../core/errors.ts'
import { isObject, type Wire } from '../wire.ts'
import { CallStream } from './call-stream.ts'
import { writeErrorEvent, writeFailure } from './errors.ts'
import { createEventWriter } from './event-writer.ts'
import { type Ending, writeFinish } from './finish.ts'
import { extraName, wireTypeOf } from './id.ts'
import { itemId } from './items.ts'
import { writeLogprobs } from './logprobs.ts'
import { MessageStream } from './message-stream.ts'
import { ReasoningStream } from './reasoning-stream.ts'
import { createResponseObject, type State } from './response-object.ts'
import { addedEvent, doneEvent, type StreamItem } from './stream-item.ts'
import { proofOfCall } from './write-output.ts'

type EventOf<Type extends ChatEvent['type']> = Extract<ChatEvent, { type: Type }>

const annotation = extraName('response.output_text.annotation.added')

/**
 * Writes a response as OpenAI streams it: begun, its items one after the other (calls may stay open beside each other),
 * and at last the whole of it once more. There is one answer in it: of several, the first.
 */
export function createStreamWriter (context: AnswerContext): StreamWriter {
  const events = createEventWriter()
  const items: { readonly item: Wire }[] = []
  const unclosed = new Set<StreamItem>()
  const calls = new Map<number, CallStream>()
  let message: MessageStream | undefined
  let thought: ReasoningStream | undefined
  let thoughtIndex = -1
  let usage: Partial<Usage> | undefined
  let ending: Ending | undefined
  let isBegun = false
  let isOver = false

  const tell = (type: string, state: State): string => events.write(type, { response: createResponseObject(context, state) })

  const begin = (): string => {
    if (isBegun) return ''
    isBegun = true
    const state: State = { status: 'in_progress', output: [] }
    return tell('response.created', state) + tell('response.in_progress', state)
  }

  const place = (prefix: Parameters<typeof itemId>[0]) => ({ events, at: items.length, id: itemId(prefix, context.id, items.length) })

  const add = (item: StreamItem): string => {
    items.push(item)
    unclosed.add(item)
    return item.opening
  }

  const close = (item: StreamItem): string => {
    unclosed.delete(item)
    return item.close(item === items.at(-1) ? ending?.status ?? 'completed' : 'completed')
  }

  /** Messages and reasoning end where something else begins; calls do not. */
  const closeSpeech = (): string => {
    const speech = message ?? thought
    message = thought = undefined
    return speech === undefined ? '' : close(speech)
  }

  const beginMessage = (): string => closeSpeech() + add(message = new MessageStream(place('msg')))

  const think = (event: EventOf<'reasoning-delta'>): string => {
    let opening = ''
    if (thought === undefined || event.index !== thoughtIndex) {
      opening = closeSpeech() + add(thought = new ReasoningStream(place('rs')))
      thoughtIndex = event.index
    }
    thought.prove(event)
    return opening + thought.think(event.text)
  }

  const call = (event: EventOf<'tool-call-start'>): string => {
    let before = closeSpeech()
    const proof = proofOfCall(event)
    if (proof !== undefined) {
      const signature = new ReasoningStream(place('rs'))
      signature.prove(proof)
      before += add(signature) + close(signature)
    }
    const begun = new CallStream(place('fc'), event)
    calls.set(event.index, begun)
    return before + add(begun)
  }

  /** What has a place in this dialect only: an annotation, an item that is told whole, an event that belongs to no item. */
  const extra = ({ name, data }: EventOf<'extra'>): string => {
    const wireType = wireTypeOf(name)
    if (wireType === undefined || !isObject(data)) return ''
    if (name === annotation) return message?.annotate(data['annotation']) ?? ''
    const { type: _type, sequence_number: _number, ...fields } = data
    if (wireType.startsWith('response.')) return fields['output_index'] === undefined ? events.write(wireType, fields) : ''
    const closing = closeSpeech()
    const at = items.push({ item: data }) - 1
    return closing + addedEvent({ events, at }, data) + doneEvent({ events, at }, data)
  }

  const fail = (error: GatewayError): string => {
    isOver = true
    const state: State = { status: 'failed', error: writeFailure(error), output: items.map(({ item }) => item), usage }
    return events.write('error', writeErrorEvent(error)) + tell('response.failed', state)
  }

  const finish = (reason: EventOf<'message-end'>['reason']): string => {
    if (reason === 'error') return fail(new GatewayError('upstream_failed', 'The provider ended its answer with an error.'))
    ending = writeFinish(reason)
    message = thought = undefined
    let closing = ''
    for (const item of unclosed) closing += close(item)
    return closing
  }

  const write = (event: ChatEvent): string => {
    if (ending !== undefined && event.type !== 'usage' && event.type !== 'error') return ''
    switch (event.type) {
      case 'text-delta': {
        if (event.text === '' && event.logprobs === undefined) return ''
        const opening = message === undefined ? beginMessage() : ''
        return opening + message!.say(event.index, event.text, event.logprobs === undefined ? undefined : writeLogprobs(event.logprobs)) // it is open now
      }
      case 'reasoning-delta':
        return think(event)
      case 'refusal-delta': {
        const opening = message === undefined ? beginMessage() : ''
        return opening + message!.refuse(event.text) // it is open now
      }
      case 'tool-call-start':
        return call(event)
      case 'tool-call-delta':
        return calls.get(event.index)?.add(event.json) ?? ''
      case 'usage':
        usage = { ...usage, ...event.usage }
        return ''
      case 'message-end':
        return finish(event.reason)
      case 'error':
        return fail(event.error)
      case 'extra':
        return extra(event)
      case 'message-start':
        return ''
    }
  }

  return {
    write (event) {
      if (isOver || ('choice' in event && event.choice)) return ''
      return isBegun ? write(event) : begin() + write(event)
    },
    end () {
      if (isOver) return ''
      const before = begin()
      if (ending === undefined) return before + fail(new GatewayError('upstream_cut', 'The answer broke off before its end.'))
      isOver = true
      return before + tell(`response.${ending.status}`, { ...ending, output: items.map(({ item }) => item), usage })
    },
  }
}
