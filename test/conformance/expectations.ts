// Compares what was told with what a fixture says must be told.
import type { Usage } from '../../src/core/chat.ts'
import type { Expected, ExpectedAnswer, FixtureCase } from '../helpers/fixtures.ts'
import type { ToldChoice } from '../helpers/wire-rules.ts'

/** What is known of an answer, however it was read. Usage is in OpenAI's form. */
export type Seen = { choices: ToldChoice[]; usage: any; error: { message: string; kind: string } | undefined; problems: string[] }

/** Every difference, as sentences; empty when all is as it should be. */
export function differences (seen: Seen, expected: Expected, relayed: FixtureCase['relayed'] = {}): string[] {
  const found = [...seen.problems]
  const same = (what: string, actual: unknown, wanted: unknown): void => {
    if (JSON.stringify(actual) !== JSON.stringify(wanted)) found.push(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`)
  }
  if (expected.streamError !== undefined) {
    compareError(seen, expected, found)
    if (expected.text !== undefined) same('text', seen.choices[0]?.text, expected.text)
    if (expected.reasoning !== undefined) same('reasoning', seen.choices[0]?.reasoning, expected.reasoning)
    return found
  }
  const mayFail = expected.accept?.finish?.includes('error') === true || expected.accept?.finish?.includes(null) === true
  if (seen.error !== undefined && !mayFail) found.push(`an error: ${seen.error.message}`)
  const answers = expected.choices ?? [expected as ExpectedAnswer] // without a list there is one answer, at the top
  same('the number of choices', seen.choices.length, answers.length)
  for (const [at, wanted] of answers.entries()) compareChoice(seen.choices[at], wanted, expected, relayed, same, seen.error !== undefined)
  if (seen.error === undefined) compareUsage(seen.usage, expected.usage ?? {}, expected.accept?.usageOptional === true, same)
  return found
}

type Same = (what: string, actual: unknown, wanted: unknown) => void

const compareError = ({ error }: Seen, { streamError, kind, anyOfKinds }: Expected, found: string[]): void => {
  if (error === undefined) found.push(`there is no error, but “${streamError}” was expected`)
  else if (anyOfKinds !== undefined && !anyOfKinds.includes(error.kind)) found.push(`the error is ${error.kind}`)
  else if (kind !== undefined && error.kind !== kind) found.push(`the error is ${error.kind}, not ${kind}: ${error.message}`)
  else if (!error.message.includes(streamError!)) found.push(`the error says “${error.message}”, not “${streamError}”`)
}

const compareChoice = (choice: ToldChoice | undefined, wanted: ExpectedAnswer, expected: Expected, relayed: FixtureCase['relayed'], same: Same, isFailed: boolean): void => {
  if (choice === undefined) return
  const { accept } = expected
  if (accept?.textOrRefusal === true) same('text or refusal', choice.text || choice.refusal, wanted.text || wanted.refusal)
  else same('text', choice.text, wanted.text)
  same('reasoning', choice.reasoning, wanted.reasoning)
  if (accept?.textOrRefusal !== true) same('refusal', choice.refusal, wanted.refusal ?? '')
  const calls = relayed?.tool_calls ?? wanted.tool_calls
  same('tool calls', choice.tool_calls.map(({ name, json }) => [name, parse(json)]), calls.map(({ name, args }) => [name, args]))
  for (const [at, { id }] of calls.entries()) if (id !== null) same('a tool call’s id', choice.tool_calls[at]?.id, id)
  if (new Set(choice.tool_calls.map(call => call.id)).size !== choice.tool_calls.length) same('every tool call’s id is its own', false, true)
  if (wanted.signature !== undefined) same('signature', choice.signature, wanted.signature)
  if (wanted.redacted !== undefined) same('redacted', choice.redacted, wanted.redacted)
  if (wanted.logprobs !== undefined) same('pieces with logprobs', choice.logprobs, wanted.logprobs)
  if (isFailed || accept?.finish?.includes(choice.finish_reason ?? null)) return
  same('finish', choice.finish_reason, relayed?.finish_reason ?? wanted.finish_reason)
}

const compareUsage = (usage: any, wanted: NonNullable<Expected['usage']>, isOptional: boolean, same: Same): void => {
  if (usage === undefined || usage === null) {
    if (!isOptional) same('usage', {}, wanted)
    return
  }
  if (wanted.prompt !== undefined) same('prompt tokens', usage.prompt_tokens, wanted.prompt)
  if (wanted.completion !== undefined) same('completion tokens', usage.completion_tokens, wanted.completion)
  if (wanted.cached) same('cached tokens', usage.cached_tokens, wanted.cached)
  if (wanted.reasoning) same('reasoning tokens', usage.reasoning_tokens, wanted.reasoning)
}

/** The house's buckets as OpenAI counts, flat. */
export const flattenUsage = (usage: Partial<Usage> | undefined) => usage === undefined
  ? undefined
  : {
      prompt_tokens: (usage.inputTokens ?? 0) + (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0),
      completion_tokens: usage.outputTokens ?? 0,
      cached_tokens: usage.cacheReadTokens ?? 0,
      reasoning_tokens: usage.reasoningTokens ?? 0,
    }

/** Usage as it stands on the wire, flat. */
export const flattenWireUsage = (usage: any) => usage === undefined
  ? undefined
  : {
      prompt_tokens: usage.prompt_tokens,
      completion_tokens: usage.completion_tokens,
      cached_tokens: usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0,
      reasoning_tokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
    }

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json === '' ? '{}' : json)
  } catch {
    return json
  }
}
