import type { ChatCompletionChunk, Usage } from './schemas.ts'

/** A call of a function. `arguments` is JSON text, exactly as the model wrote it. */
export type ToolCall = { id: string; name: string; arguments: string }

export type FinalChoice = {
  index: number
  text: string
  /** What the model thought aloud; empty when it did not. */
  reasoning: string
  /** Its words of refusal; empty when it did not refuse. */
  refusal: string
  toolCalls: ToolCall[]
  /** Null while it has not finished. */
  finishReason: ChatCompletionChunk['choices'][number]['finish_reason']
}

/** A streamed answer put together: that of the first choice, and every choice when several were asked for. */
export type FinalChat = Omit<FinalChoice, 'index'> & {
  id: string
  model: string
  /** Undefined when the provider did not count. */
  usage: Usage | undefined
  choices: FinalChoice[]
}

export type Collector = {
  add(chunk: ChatCompletionChunk): void
  result(): FinalChat
}

/** Puts chunks together. On the token path. */
export function createCollector (): Collector {
  const choices: FinalChoice[] = []
  let id = ''
  let model = ''
  let usage: Usage | undefined

  const addChoice = ({ index, delta, finish_reason: finishReason }: ChatCompletionChunk['choices'][number]): void => {
    const choice = choices[index] ??= createChoice(index)
    choice.text += delta.content ?? ''
    choice.reasoning += delta.reasoning_content ?? ''
    choice.refusal += delta.refusal ?? ''
    choice.finishReason = finishReason ?? choice.finishReason
    for (const call of delta.tool_calls ?? []) {
      const known = choice.toolCalls[call.index] ??= { id: '', name: '', arguments: '' }
      known.id ||= call.id ?? ''
      known.name ||= call.function?.name ?? ''
      known.arguments += call.function?.arguments ?? ''
    }
  }

  return {
    add (chunk) {
      id ||= chunk.id
      model ||= chunk.model
      usage = chunk.usage ?? usage
      for (const choice of chunk.choices) addChoice(choice)
    },
    result () {
      const copies = choices.map(choice => ({ ...choice, toolCalls: choice.toolCalls.map(call => ({ ...call })) }))
      const { index: _index, ...first } = copies[0] ?? createChoice(0)
      return { id, model, usage, ...first, choices: copies }
    },
  }
}

const createChoice = (index: number): FinalChoice => ({ index, text: '', reasoning: '', refusal: '', toolCalls: [], finishReason: null })
