// One script, run through the house over every kind of provider and on a direct connection: what comes out must be the same.
import type { Test } from 'tap'
import { addAnswering, startAnswering } from '../helpers/answering-upstream.ts'
import { startApp, type TestApp } from '../helpers/app.ts'
import { kinds, speakerOf, type Kind } from '../helpers/voices.ts'
import type { Ability, Voice } from '../helpers/voices/voice.ts'

/** `needs`: what the provider’s own protocol must have words for. `vectors` and `counts`: what it must answer beside chats. */
export type Script<Client> = { needs?: readonly (Ability | 'vectors' | 'counts')[]; run(client: Client, model: string): Promise<unknown> }

export type Comparison<Client> = {
  /** The dialect of the door. */
  door: string
  /** The kind of provider that speaks the dialect itself, with all that clients look for. */
  home: Kind
  scripts: Readonly<Record<string, Script<Client>>>
  throughHouse(server: TestApp): Client
  directly(url: string): Client
}

/** How the provider answers this door: in the door's own dialect if it has it, else in its first. */
const voiceOf = (kind: Kind, door: string): Voice => {
  const { voices } = speakerOf(kind)
  return voices.find(({ dialect }) => dialect === door) ?? voices[0]
}

const can = (kind: Kind, door: string, { needs = [] }: Script<never>): boolean => needs.every(need => {
  if (need === 'vectors') return speakerOf(kind).embeddings !== undefined
  if (need === 'counts') return speakerOf(kind).count !== undefined
  return voiceOf(kind, door).can.has(need)
})

export async function testEquality<Client> (t: Test, { door, home, scripts, throughHouse, directly }: Comparison<Client>): Promise<void> {
  const server = await startApp(t)
  const direct = directly((await startAnswering(t, home)).url)
  const client = throughHouse(server)
  for (const kind of kinds) await addAnswering(t, server, kind)
  for (const [name, script] of Object.entries(scripts)) {
    const wanted = bare(await script.run(direct, 'm'))
    for (const kind of kinds.filter(kind => can(kind, door, script as Script<never>))) {
      await t.test(`${kind}: ${name}, as on a direct connection`, async t => {
        t.strictSame(bare(await script.run(client, `${kind}/m`)), wanted)
      })
    }
  }
}

/** What no two providers say alike, or only some say. */
const ownWords = new Set([
  'id', 'created', 'created_at', 'completed_at', 'model', '_request_id', 'sequence_number', 'item_id',
  // who made it, and how
  'system_fingerprint', 'native_finish_reason', 'service_tier', 'obfuscation', 'provider', 'container', 'stop_details',
  // proofs that only their provider can read
  'signature', 'reasoning_details', 'encrypted_content', 'extra_content', 'providerMetadata', 'providerOptions',
])

const callIds = new Set(['id', 'tool_call_id', 'call_id', 'tool_use_id', 'toolCallId'])

/** An answer without what must differ: ids by the order in which they come, usage by its totals. */
export function bare (answer: unknown): unknown {
  const seen = new Map<string, string>()
  const nameOf = (id: string): string => {
    if (!seen.has(id)) seen.set(id, `id ${seen.size}`)
    return seen.get(id)!
  }
  const strip = (value: any): any => {
    if (Array.isArray(value)) return value.filter(item => !isProof(item)).map(strip)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      if (inner === undefined || inner === null || (name === 'content' && inner === '')) return [] // no text is said in each of these ways
      if (callIds.has(name) && typeof inner === 'string' && isCall(value)) return [[name, nameOf(inner)]]
      if (ownWords.has(name)) return []
      return [[name, name === 'usage' ? countsOf(inner) : strip(inner)]]
    }))
  }
  return strip(JSON.parse(JSON.stringify(answer)))
}

/** Thinking that says nothing stands there for what it proves. */
const isProof = (item: any): boolean => (item?.type === 'thinking' && item.thinking === '') || (item?.type === 'reasoning' && item.summary?.length === 0)

/** Whether an object is a call of a tool or answers one: there an id is more than a name. */
const isCall = (value: any): boolean => ['function', 'tool_use', 'tool_result', 'function_call', 'function_call_output', 'tool-call', 'tool-result'].includes(value.type) || 'tool_call_id' in value

/** Each vendor has details of its own; all have these, by one name or another. */
const countsOf = (usage: any): object => ({
  input: usage.prompt_tokens ?? usage.inputTokens ?? allInput(usage),
  output: usage.completion_tokens ?? usage.output_tokens ?? usage.outputTokens ?? 0,
})

/** Anthropic counts what was cached beside the input. */
const allInput = (usage: any): number => (usage.input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0)
