import { isDeepStrictEqual } from 'node:util'
import { type FieldProblem, GatewayError } from '../core/errors.ts'
import type { Principal, ProviderRecord } from '../core/ports.ts'
import type { ModelOverride, Provider } from '../core/provider.ts'
import { createId } from '../lib/ids.ts'
import { mergePatch } from '../lib/merge-patch.ts'
import { assertSecretsStay, hasMoved } from './binding.ts'
import { checkHeaders } from './headers.ts'
import { checkOverrides, checkTimeouts } from './overrides.ts'
import { isSecretSetting, readSettings } from './settings.ts'
import { quote } from './suggest.ts'
import { assertNoProblems } from './validation.ts'

/** What may be sent: absent stays, null clears. A new provider and a replacement are changes to an empty one. */
export type Change = {
  name?: string
  kind?: string
  baseUrl?: string | null
  apiKey?: string | null
  headers?: Record<string, string | null> | null
  models?: string[] | null
  enabled?: boolean
  timeoutMs?: number | null
  firstTokenTimeoutMs?: number | null
  totalTimeoutMs?: number | null
  maxConcurrency?: number | null
  maxQueue?: number | null
  queueTimeoutMs?: number | null
  /** Null at any depth clears. */
  modelOverrides?: Record<string, object | null> | null
  settings?: Record<string, unknown> | null
}

/** A record before it is checked. `given` is everything that goes into its settings. */
export type Draft = Pick<ProviderRecord, 'name' | 'kind' | 'headers' | 'models' | 'isEnabled' | 'timeoutMs' | 'maxConcurrency' | 'firstTokenTimeoutMs' | 'totalTimeoutMs' | 'maxQueue' | 'queueTimeoutMs'> & { modelOverrides: Readonly<Record<string, ModelOverride>>; given: Record<string, unknown> }

export const emptyDraft: Draft = { name: '', kind: '', headers: {}, models: undefined, isEnabled: true, timeoutMs: undefined, maxConcurrency: undefined, modelOverrides: {}, given: {} }

export const draftOf = ({ settings, ...record }: ProviderRecord): Draft => ({ ...record, modelOverrides: record.modelOverrides ?? {}, given: settings })

/** What a replacement starts from: nothing but the secrets, which the caller cannot know. */
export const secretsOf = ({ settings, headers, kind }: ProviderRecord, change: Change, plugin: Provider | undefined): Draft => ({
  ...emptyDraft,
  headers: change.headers === undefined ? headers : {},
  given: Object.fromEntries(Object.entries(settings).filter(([name]) =>
    name === 'apiKey' || (plugin !== undefined && plugin.kind === kind && isSecretSetting(plugin, name)))),
})

const orDefault = <T>(value: T | null | undefined, present: T | undefined): T | undefined => value === undefined ? present : value ?? undefined

const lowerNames = (headers: Record<string, string | null>, problems: FieldProblem[]): Record<string, string | null> => {
  const lowered = new Map<string, string | null>()
  for (const [name, value] of Object.entries(headers)) {
    if (lowered.has(name.toLowerCase())) problems.push({ field: `headers.${name}`, message: 'is given twice' })
    lowered.set(name.toLowerCase(), value)
  }
  return Object.fromEntries(lowered)
}

const merge = (draft: Draft, change: Change, problems: FieldProblem[]): Draft => {
  for (const name of ['baseUrl', 'apiKey']) {
    if (change.settings && name in change.settings) problems.push({ field: `settings.${name}`, message: `belongs beside settings, as ${name}` })
  }
  const { baseUrl, apiKey } = draft.given
  const inner = change.settings === null ? { baseUrl, apiKey } : mergePatch(draft.given, change.settings ?? {})
  const outer = { baseUrl: orDefault(change.baseUrl, baseUrl), apiKey: orDefault(change.apiKey, apiKey) }
  return {
    name: change.name ?? draft.name,
    kind: change.kind ?? draft.kind,
    // The cast: a merge patch leaves no nulls.
    headers: change.headers === null ? {} : mergePatch(draft.headers, lowerNames(change.headers ?? {}, problems)) as Record<string, string>,
    models: orDefault(change.models, draft.models),
    isEnabled: change.enabled ?? draft.isEnabled,
    timeoutMs: orDefault(change.timeoutMs, draft.timeoutMs),
    firstTokenTimeoutMs: orDefault(change.firstTokenTimeoutMs, draft.firstTokenTimeoutMs),
    totalTimeoutMs: orDefault(change.totalTimeoutMs, draft.totalTimeoutMs),
    maxConcurrency: orDefault(change.maxConcurrency, draft.maxConcurrency),
    maxQueue: orDefault(change.maxQueue, draft.maxQueue),
    queueTimeoutMs: orDefault(change.queueTimeoutMs, draft.queueTimeoutMs),
    // The cast: as above, and the schemas hold for both sides.
    modelOverrides: change.modelOverrides === null ? {} : mergePatch(draft.modelOverrides, change.modelOverrides ?? {}) as Draft['modelOverrides'],
    given: Object.fromEntries(Object.entries({ ...inner, ...outer }).filter(([, value]) => value !== undefined)),
  }
}

/** Part of the addresses below /providers, so no provider can have them. */
const reservedNames = ['templates', 'test']

export const findPlugin = (plugins: ReadonlyMap<string, Provider>, kind: string): Provider => {
  const plugin = plugins.get(kind)
  if (plugin) return plugin
  const message = `must be one of ${[...plugins.keys()].sort().join(', ')}`
  throw new GatewayError('invalid_request', `There is no kind of provider ${quote(kind)}: kind ${message}.`, { param: 'kind', details: [{ field: 'kind', message }] })
}

export type Composition = { caller: Principal; change: Change; base: Draft; previous?: ProviderRecord; plugins: ReadonlyMap<string, Provider>; now: number }

/** Makes a whole, checked record of a change, or throws `invalid_request` and leaves everything as it was. */
export const composeRecord = ({ caller, change, base, previous, plugins, now }: Composition): ProviderRecord => {
  const problems: FieldProblem[] = []
  const { given, ...draft } = merge(base, change, problems)
  const plugin = findPlugin(plugins, draft.kind)
  if (reservedNames.includes(draft.name)) problems.push({ field: 'name', message: `must not be one of ${reservedNames.join(', ')}` })
  const settings = readSettings(plugin, given, problems)
  checkHeaders(draft.headers, plugin, settings, problems)
  checkOverrides(draft.modelOverrides, problems)
  checkTimeouts(draft, '', problems)
  assertNoProblems(problems)

  const before = previous && { record: previous, plugin: plugins.get(previous.kind) }
  const isMoved = before !== undefined && hasMoved(before, { plugin, settings })
  if (isMoved) assertSecretsStay({ previous: before.record, settings, headers: draft.headers, plugin, change })
  // Who sets the address answers for it: another's permission to call private ones does not carry over to it.
  const isAddressSet = previous === undefined || isMoved || (change.baseUrl !== undefined && caller.isAdmin)
  return {
    ...draft,
    id: previous?.id ?? createId('prv'),
    source: 'database',
    settings,
    allowsPrivate: isAddressSet ? caller.isAdmin : previous.allowsPrivate,
    createdBy: previous ? previous.createdBy : caller.id,
    createdAt: previous?.createdAt ?? now,
    updatedAt: now,
  }
}

/** Whether both are reached in the same way, so that what is known of one holds for the other. */
export const isSameConnection = (left: ProviderRecord, right: ProviderRecord): boolean =>
  left.kind === right.kind && left.allowsPrivate === right.allowsPrivate &&
  isDeepStrictEqual(left.settings, right.settings) && isDeepStrictEqual(left.headers, right.headers)
