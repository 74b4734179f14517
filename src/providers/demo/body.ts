import type { Question } from './question.ts'
import { countTokens, type Reply } from './reply.ts'

/** What all parts of one answer share. `created` is unix seconds. */
export type Heading = { id: string; created: number; model: string }

/** A piece of a stream, and where it belongs: pauses go before tokens. */
export type Piece = { sse: string; part: 'opening' | 'token' | 'closing' }

const fingerprint = 'fp_demo'

const writeUsage = ({ promptTokens }: Question, replies: readonly Reply[]) => {
  const completion = replies.reduce((sum, reply) => sum + countTokens(reply), 0)
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completion,
    total_tokens: promptTokens + completion,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: replies.reduce((sum, { reasoning }) => sum + reasoning.length, 0) },
  }
}

const callId = (id: string, choice: number, index: number): string => `call_${id.slice(-12)}${choice}${index}`

/** A whole answer in OpenAI's form. */
export function writeWhole (heading: Heading, question: Question, replies: readonly Reply[]): object {
  return {
    ...heading,
    object: 'chat.completion',
    system_fingerprint: fingerprint,
    choices: replies.map(({ reasoning, text, isRefusal, calls, finish }, index) => ({
      index,
      message: {
        role: 'assistant',
        content: isRefusal || calls.length > 0 ? null : text.join(''),
        refusal: isRefusal ? text.join('') : null,
        ...(reasoning.length > 0 && { reasoning_content: reasoning.join('') }),
        ...(calls.length > 0 && { tool_calls: calls.map((call, at) => ({ id: callId(heading.id, index, at), type: 'function', function: { name: call.name, arguments: call.arguments.join('') } })) }),
      },
      logprobs: null,
      finish_reason: finish,
    })),
    usage: writeUsage(question, replies),
  }
}

/** A stream in OpenAI's form, token by token; several answers take turns. */
export function * writeStream (heading: Heading, question: Question, replies: readonly Reply[]): Generator<Piece> {
  const shared = { ...heading, object: 'chat.completion.chunk', system_fingerprint: fingerprint }
  const event = (choices: object[], usage?: object): string =>
    `data: ${JSON.stringify({ ...shared, choices, ...(question.includeUsage && { usage: usage ?? null }) })}\n\n`
  const chunk = (index: number, delta: object, finish: string | null = null): string => event([{ index, delta, logprobs: null, finish_reason: finish }])

  for (const index of replies.keys()) yield { sse: chunk(index, { role: 'assistant', content: '', refusal: null }), part: 'opening' }
  const turns = replies.map((reply, index) => writeDeltas(reply, at => callId(heading.id, index, at)))
  const speaking = new Set(turns.keys())
  while (speaking.size > 0) {
    for (const index of speaking) {
      const next = turns[index]?.next()
      if (next?.value !== undefined) {
        yield { sse: chunk(index, next.value), part: 'token' }
        continue
      }
      speaking.delete(index)
      yield { sse: chunk(index, {}, replies[index]?.finish), part: 'closing' }
    }
  }
  if (question.includeUsage) yield { sse: event([], writeUsage(question, replies)), part: 'closing' }
  yield { sse: 'data: [DONE]\n\n', part: 'closing' }
}

function * writeDeltas ({ reasoning, text, isRefusal, calls }: Reply, id: (index: number) => string): Generator<object, undefined> {
  for (const token of reasoning) yield { reasoning_content: token }
  for (const token of text) yield isRefusal ? { refusal: token } : { content: token }
  for (const [index, call] of calls.entries()) {
    yield { tool_calls: [{ index, id: id(index), type: 'function', function: { name: call.name, arguments: '' } }] }
    for (const token of call.arguments) yield { tool_calls: [{ index, function: { arguments: token } }] }
  }
}
