// Runs one cell of the matrix: a door, a kind of provider, a feature; and judges what was seen.
import type { TestApp } from '../../helpers/app.ts'
import type { Door, Question, Told } from '../../helpers/doors.ts'
import type { Upstream } from '../../helpers/replay-upstream.ts'
import { speakerOf, type Kind, type Voice } from '../../helpers/voices.ts'
import type { Feature } from './features.ts'

/** `lost`: neither came through nor warned of. There must be none. */
export type Verdict = 'native' | 'translated' | 'emulated' | 'dropped' | 'fetched' | 'refused' | 'unable' | 'lost'

/** `note`: what the warning or the refusal said. */
export type Cell = { verdict: Verdict; note?: string }

export type Stage = { server: TestApp; upstreams: ReadonlyMap<Kind, Upstream> }

/** Where what a model can do goes by its name: one that can do most. */
const models: Partial<Record<Kind, string>> = { gemini: 'gemini-3-pro' }

/** The voice that answers this door, in its own dialect if the provider has it. */
export const voiceAt = (kind: Kind, door: Door): Voice => speakerOf(kind).voices.find(({ dialect }) => dialect === door.dialect) ?? speakerOf(kind).voices[0]

export async function observe (stage: Stage, door: Door, kind: Kind, feature: Feature): Promise<Cell> {
  const voice = voiceAt(kind, door)
  if (feature.needs !== undefined && !voice.can.has(feature.needs)) return { verdict: 'unable' }
  const { server, upstreams } = stage
  const upstream = upstreams.get(kind)!
  const question: Question = { model: `${kind}/${models[kind] ?? 'm'}`, prompt: 'hello', ...feature.question }
  const first = await ask(server, door, question)
  if (first.told === undefined) return refused(first)
  let last = first
  if (feature.goesOn !== undefined) {
    const results = first.told.choices[0]!.tool_calls.map(({ id, name }) => ({ id, name, text: 'fine', ...feature.goesOn?.isError && { isError: true } }))
    last = await ask(server, door, { ...question, before: { answer: first.body, results } })
    if (last.told === undefined) return refused(last)
  }
  const received = upstream.last()
  const asked = speakerOf(kind).voices.find(({ path }) => path.test(received.path))?.hear(received)
  const told = last.told!
  const warned = warningAbout(last.warnings, feature.param)
  if (warned !== undefined) return warned
  if (told.problems.length > 0) return { verdict: 'lost', note: told.problems.join('; ') }
  if (!feature.holds({ asked, told, first: first.told })) return { verdict: 'lost' }
  return { verdict: wayOf(server) }
}

/** How the last answer came through: as the provider's own bytes, or read and written again. */
export const wayOf = ({ receipts }: TestApp): Verdict => receipts.at(-1)?.path === 'relay' ? 'native' : 'translated'

type Outcome = { status: number; body: any; told: Told | undefined; warnings: string }

const ask = async (server: TestApp, door: Door, question: Question): Promise<Outcome> => {
  const { status, text, json, headers } = await server.call('POST', door.path!, { body: door.ask(question), headers: { 'anthropic-version': '2023-06-01' } })
  const told = status !== 200 ? undefined : question.stream ? door.readStream(text) : door.readWhole(json)
  return { status, body: json, told, warnings: headers.get('x-parlance-warnings') ?? '' }
}

export const refused = ({ body }: Pick<Outcome, 'body'>): Cell => {
  const { message = '' } = body?.error ?? {}
  return { verdict: /127\.0\.0\.1:1\b/.test(message) ? 'fetched' : 'refused', note: message }
}

/** What the house said that it did not do as asked, or did in its own way: `dropped seed, emulated response_format (asked for in words)`. */
export const warningAbout = (warnings: string, about: RegExp | undefined): Cell | undefined => {
  for (const note of warnings.split(/, (?=(?:dropped|clamped|renamed|emulated) )/)) {
    const [, action, param] = /^(dropped|emulated) (\S+)/.exec(note) ?? []
    if (param !== undefined && about?.test(param) === true) return { verdict: action as Verdict, note } // one of the two
  }
  return undefined
}
