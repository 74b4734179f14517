import type { ChatRequest, Warning } from '../core/chat.ts'
import { GatewayError } from '../core/errors.ts'
import type { Target } from '../core/ports.ts'
import type { ParamRules, Tongue } from '../core/provider.ts'
import { editJson, shortenInPlace } from '../lib/json-edit.ts'
import type { FetchMedia } from '../transport/index.ts'
import type { Call } from './call.ts'
import { hasRemoteMedia, inlineMedia } from './media.ts'
import { applyParams, assertFaithful } from './params.ts'
import { withSystem } from './prompt.ts'
import { withoutReasoning } from './reasoning.ts'

/** How one target is to be asked: in which tongue, with which body, and whether its bytes may be relayed. */
export type Plan = { tongue: Tongue; body: Buffer | string; headers: Record<string, string>; warnings: Warning[]; isRelay: boolean }

/** `isOnly`: nobody else is asked, so the bytes of the body may be used up; asking again takes the same plan. `system`: for a request without a system prompt. */
export type PlanOptions = { isOnly: boolean; system: string | undefined; fetchMedia: FetchMedia }

/** What does not change from call to call. */
type Manner = { tongue: Tongue; rules: ParamRules; isSame: boolean; isRelay: boolean; takesUrls: boolean }

type Written = { body: Buffer | string; warnings: Warning[] }
type Fields = Record<string, unknown>

/** Fields of ours that no provider knows. */
const ownFields = ['models']

/** By target, which is a new object whenever its provider changes, and by door. */
const manners = new WeakMap<Target, Map<string, Manner>>()

/** At once, unless something that the request points to must be fetched first. Throws GatewayError, or rejects with one. */
export function planAttempt (call: Call, target: Target, options: PlanOptions): Plan | Promise<Plan> {
  const manner = mannerOf(target, call.door)
  const written = writeBody(call, manner, target.model, options)
  return written instanceof Promise
    ? written.then(done => toPlan(call, target, manner, done))
    : toPlan(call, target, manner, written)
}

const toPlan = (call: Call, target: Target, { tongue, isSame, isRelay }: Manner, { body, warnings }: Written): Plan => {
  if (call.isStrict) assertFaithful(warnings, target.record.name)
  return { tongue, body, headers: isSame ? forwarded(call) : {}, warnings, isRelay }
}

const writeBody = (call: Call, manner: Manner, model: string, options: PlanOptions): Written | Promise<Written> => {
  if (manner.isSame && manner.takesUrls) return sameBody(call, manner, model, options)
  const request = readRequest(call, model, options)
  if (!manner.takesUrls && hasRemoteMedia(request)) return inlineMedia(request, options.fetchMedia).then(inlined => translatedBody(call, manner, inlined))
  return manner.isSame ? sameBody(call, manner, model, options) : translatedBody(call, manner, request)
}

/** The client's own dialect if the provider speaks it, else the provider's favourite for what is asked. */
const mannerOf = (target: Target, { id, operation = 'chat' }: Call['door']): Manner => {
  let byDoor = manners.get(target)
  if (byDoor === undefined) manners.set(target, byDoor = new Map())
  const known = byDoor.get(id)
  if (known !== undefined) return known
  const { plugin, model, record: { name, settings } } = target
  const tongues = plugin.speaks.filter(({ dialect, isSpoken }) => (dialect.operation ?? 'chat') === operation && (isSpoken?.(settings) ?? true))
  const tongue = tongues.find(({ dialect }) => dialect.id === id) ?? tongues[0]
  if (tongue === undefined) throw new GatewayError('operation_unsupported', `The provider ${name} does not do ${operation}.`, { param: 'model' })
  const { params = {}, isRelayable = tongue.dialect.isRelayable ?? true } = tongue
  const isSame = tongue.dialect.id === id
  const manner = {
    tongue,
    rules: typeof params === 'function' ? params(model, settings) : params,
    isSame,
    isRelay: isSame && tongue.shape === undefined && (typeof isRelayable === 'function' ? isRelayable(model, settings) : isRelayable),
    takesUrls: operation !== 'chat' || (tongue.takesUrls ?? tongue.dialect.takesUrls ?? true),
  }
  byDoor.set(id, manner)
  return manner
}

/** The client's own bytes but for the model, what must be asked for, and what the provider does not take. */
const sameBody = (call: Call, { tongue, rules }: Manner, model: string, { isOnly, system }: PlanOptions): Written => {
  const { changes, warnings } = mend(call.body, tongue, rules, call.isStream)
  for (const field of ownFields) if (Object.hasOwn(call.body, field)) changes[field] = undefined
  if (system !== undefined) Object.assign(changes, call.door.withSystem?.(call.body, system))
  if (tongue.shape === undefined && isOnly && Object.keys(changes).length === 0) {
    // nothing but the name of the model, and nobody needs the bytes again
    const shortened = call.body['model'] === model ? call.raw : shortenInPlace(call.raw, 'model', model)
    if (shortened !== undefined) return { body: shortened, warnings }
  }
  if (call.body['model'] !== model) changes['model'] = model
  if (tongue.shape === undefined) return { body: editJson(call.raw, call.body, changes), warnings }
  return shape(tongue, { ...call.body, ...changes }, warnings)
}

/** The request in the house's terms. Of another operation than chat its type is another one, which nobody here looks into. */
const readRequest = (call: Call, model: string, { system }: PlanOptions): ChatRequest => {
  const request: ChatRequest = { extrasOf: call.door.id, ...call.door.readRequest(call.body), model, stream: call.isStream }
  for (const field of ownFields) delete request.extras[field]
  return system === undefined ? request : withSystem(request, system)
}

/** The request written in the provider's dialect. */
const translatedBody = (call: Call, { tongue, rules }: Manner, request: ChatRequest): Written => {
  const unsaid: Warning[] = []
  const written = tongue.dialect.writeRequest(tongue.takesReasoning === false ? withoutReasoning(request, unsaid) : request)
  const { changes, warnings } = mend(written.body, tongue, rules, call.isStream)
  return shape(tongue, { ...written.body, ...changes }, [...unsaid, ...written.warnings, ...warnings])
}

/** The provider's rules, and the asking for usage, which is ours: where it is not taken, nobody is warned. */
const mend = (body: Fields, { dialect }: Tongue, rules: ParamRules, isStream: boolean): { changes: Fields; warnings: Warning[] } => {
  const { changes, warnings } = applyParams(body, rules)
  const asked = isStream ? dialect.askForUsage?.(body) : undefined
  for (const field in asked) if (rules[field]?.rule !== 'unsupported') changes[field] = asked[field]
  return { changes, warnings }
}

const shape = (tongue: Tongue, body: Fields, warnings: Warning[]): Written => {
  const shaped = tongue.shape?.(body) ?? { body }
  return { body: JSON.stringify(shaped.body), warnings: [...warnings, ...shaped.warnings ?? []] }
}

const none: Record<string, string> = {}

const forwarded = ({ door, headers }: Call): Record<string, string> => {
  if (door.forwardedHeaders === undefined) return none
  const sent: Record<string, string> = {}
  for (const name of door.forwardedHeaders) {
    const value = headers[name]
    if (value !== undefined) sent[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return sent
}
