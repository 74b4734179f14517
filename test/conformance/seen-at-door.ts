// What a door's clients make of an answer, and what they must: a fixture's expectation without what the dialect has no words for.
import type { Expected, ExpectedAnswer } from '../helpers/fixtures.ts'
import type { Told } from '../helpers/doors.ts'
import type { Seen } from './expectations.ts'
import { silencesOf } from './answer-views.ts'

/** Proofs are marked with who can check them where that is not the door’s own vendor. */
const withoutMark = (proof: string): string => proof.replace(/^[a-z-]+#/, '')

/** `kind` of the error: OpenAI's doors say it in so many words, the others in their vendor's. */
export const seenAtDoor = ({ choices, tokens, error, problems }: Told): Seen => ({
  choices: choices.map(choice => ({
    ...choice,
    ...choice.signature !== undefined && { signature: withoutMark(choice.signature) },
    ...choice.redacted !== undefined && { redacted: withoutMark(choice.redacted) },
  })),
  usage: tokens && { prompt_tokens: tokens.prompt, completion_tokens: tokens.completion, cached_tokens: tokens.cached, reasoning_tokens: tokens.reasoning },
  error: error && { message: error.message, kind: error.code ?? '' },
  problems,
})

const limitAnswer = (answer: ExpectedAnswer, silences: ReturnType<typeof silencesOf>): ExpectedAnswer => {
  const { signature, redacted, logprobs, refusal, usage, ...said } = answer
  const { tool_calls: calls = [] } = said
  const { cached, reasoning, ...counted } = usage ?? {}
  return {
    ...said,
    ...answer.tool_calls !== undefined && { tool_calls: silences.has('call-ids') ? calls.map(call => ({ ...call, id: null })) : calls },
    ...calls.length > 0 && silences.has('call-endings') && { finish_reason: 'tool_calls' },
    ...refusal !== undefined && (silences.has('refusals') ? { text: said.text + refusal } : { refusal }),
    ...signature !== undefined && !silences.has('signatures') && { signature },
    ...redacted !== undefined && !silences.has('sealed-reasoning') && { redacted },
    ...logprobs !== undefined && !silences.has('logprobs') && { logprobs },
    ...usage !== undefined && { usage: { ...counted, ...cached !== undefined && !silences.has('cache-reads') && { cached }, ...reasoning !== undefined && !silences.has('reasoning-tokens') && { reasoning } } },
  }
}

/** What may be told otherwise: a refusal is an ending to some, and calls are, whatever the provider said. */
const acceptOf = ({ accept = {}, tool_calls: calls = [], refusal }: Expected): NonNullable<Expected['accept']> => ({
  ...accept,
  finish: [...accept.finish ?? [], ...calls.length > 0 ? ['tool_calls'] : [], ...refusal === undefined ? [] : ['content_filter']],
})

/** What is expected of a fixture at a door. */
export function expectedAtDoor (expected: Expected, door: string, hasKinds: boolean): Expected {
  const silences = silencesOf(door)
  const { kind, anyOfKinds, choices, ...rest } = expected
  const kinds = hasKinds ? { ...kind !== undefined && { kind }, ...anyOfKinds !== undefined && { anyOfKinds } } : {}
  if (rest.streamError !== undefined) return { ...rest, ...kinds }
  if (choices !== undefined && !silences.has('choices')) return { ...rest, choices: choices.map(choice => limitAnswer(choice, silences)) }
  const answer = { ...rest, ...choices?.[0] } as ExpectedAnswer // without a list there is one answer, at the top
  return { ...limitAnswer(answer, silences), accept: acceptOf({ ...answer, ...rest.accept && { accept: rest.accept } }) }
}
