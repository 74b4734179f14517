import type { ChatRequest, Warning } from '../core/chat.ts'
import type { Target } from '../core/ports.ts'
import type { ParamRules, Tongue } from '../core/provider.ts'
import { editJson, shortenInPlace } from '../lib/json-edit.ts'
import type { Call } from './call.ts'
import { applyParams, assertFaithful } from './params.ts'

/** How one target is to be asked: in which tongue, with which body, and whether its bytes may be relayed. */
export type Plan = { tongue: Tongue; body: Buffer | string; warnings: Warning[]; isRelay: boolean }

/** What does not change from call to call. */
type Manner = { tongue: Tongue; rules: ParamRules; isSame: boolean; isRelay: boolean }

type Written = { body: Buffer | string; warnings: Warning[] }
type Fields = Record<string, unknown>

/** Fields of ours that no provider knows. */
const ownFields = ['models']

/** By target, which is a new object whenever its provider changes, and by door. */
const manners = new WeakMap<Target, Map<string, Manner>>()

/** `isLastTry`: no other target can follow, so the bytes of the body may be used up. */
export function planAttempt (call: Call, target: Target, isLastTry: boolean): Plan {
  const manner = mannerOf(target, call.door.id)
  const { body, warnings } = manner.isSame
    ? sameBody({ call, manner, model: target.model, isLastTry })
    : translatedBody(call, manner, target.model)
  if (call.isStrict) assertFaithful(warnings, target.record.name)
  return { tongue: manner.tongue, body, warnings, isRelay: manner.isRelay }
}

/** The client's own dialect if the provider speaks it, else the provider's favourite. */
const mannerOf = (target: Target, door: string): Manner => {
  let byDoor = manners.get(target)
  if (byDoor === undefined) manners.set(target, byDoor = new Map())
  const known = byDoor.get(door)
  if (known !== undefined) return known
  const { plugin, model, record: { settings } } = target
  const tongue = plugin.speaks.find(({ dialect }) => dialect.id === door) ?? plugin.speaks[0]
  const { params = {}, isRelayable = true } = tongue
  const isSame = tongue.dialect.id === door
  const manner = {
    tongue,
    rules: typeof params === 'function' ? params(model, settings) : params,
    isSame,
    isRelay: isSame && tongue.shape === undefined && (typeof isRelayable === 'function' ? isRelayable(model, settings) : isRelayable),
  }
  byDoor.set(door, manner)
  return manner
}

/** The client's own bytes but for the model, what must be asked for, and what the provider does not take. */
const sameBody = ({ call, manner: { tongue, rules }, model, isLastTry }: { call: Call; manner: Manner; model: string; isLastTry: boolean }): Written => {
  const { changes, warnings } = mend(call.body, tongue, rules, call.isStream)
  for (const field of ownFields) if (Object.hasOwn(call.body, field)) changes[field] = undefined
  if (tongue.shape === undefined && isLastTry && Object.keys(changes).length === 0) {
    // nothing but the name of the model, and nobody needs the bytes again
    const shortened = call.body['model'] === model ? call.raw : shortenInPlace(call.raw, 'model', model)
    if (shortened !== undefined) return { body: shortened, warnings }
  }
  if (call.body['model'] !== model) changes['model'] = model
  if (tongue.shape === undefined) return { body: editJson(call.raw, call.body, changes), warnings }
  return shape(tongue, { ...call.body, ...changes }, warnings)
}

/** The request read in the door's dialect and written in the provider's. */
const translatedBody = (call: Call, { tongue, rules }: Manner, model: string): Written => {
  const request: ChatRequest = { ...call.door.readRequest(call.body), model, stream: call.isStream }
  for (const field of ownFields) delete request.extras[field]
  const written = tongue.dialect.writeRequest(request)
  const { changes, warnings } = mend(written.body, tongue, rules, call.isStream)
  return shape(tongue, { ...written.body, ...changes }, [...written.warnings, ...warnings])
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
