import type { CreateProvider, Provider, UpdateProvider } from '@parlance/client'
import { t } from './messages.ts'
import type { SchemaField } from './schema-fields.ts'

export type HeaderDraft = { id: number; name: string; value: string; /** Its value is on the server. */ isSaved: boolean }

/** A provider as it is typed. `fields`: what its kind takes, by name. */
export type ProviderDraft = {
  name: string
  fields: Readonly<Record<string, string | boolean>>
  /** The saved key is to be taken away. */
  clearsKey: boolean
  models: string
  timeoutSeconds: string
  maxConcurrency: string
  headers: readonly HeaderDraft[]
  enabled: boolean
}

/** A form of a template, or of what there is. */
export function draftProvider (fields: readonly SchemaField[], { name, provider }: { name: string; provider?: Provider }): ProviderDraft {
  const saved = provider && { ...provider.settings, baseUrl: provider.baseUrl }
  const valueOf = ({ name, kind, default: first }: SchemaField): string | boolean => {
    const value = kind === 'secret' ? '' : saved === undefined ? first : (saved as Record<string, unknown>)[name]
    return kind === 'boolean' ? value === true : value === undefined || value === null ? '' : String(value)
  }
  return {
    name,
    fields: Object.fromEntries(fields.map(field => [field.name, valueOf(field)])),
    clearsKey: false,
    models: (provider?.models ?? []).join('\n'),
    timeoutSeconds: provider?.timeoutMs == null ? '' : String(provider.timeoutMs / 1000),
    maxConcurrency: provider?.maxConcurrency == null ? '' : String(provider.maxConcurrency),
    headers: (provider?.headerNames ?? []).map((name, id) => ({ id, name, value: '', isSaved: true })),
    enabled: provider?.enabled ?? true,
  }
}

const originOf = (address: string): string | undefined => URL.canParse(address) ? new URL(address).origin : undefined

/** Whether the address leads to another place than the saved one: then secrets have to be entered again. */
export const isMoved = ({ fields }: ProviderDraft, provider: Provider | undefined): boolean =>
  provider !== undefined && typeof fields['baseUrl'] === 'string' && fields['baseUrl'] !== '' && originOf(fields['baseUrl']) !== originOf(provider.baseUrl)

/** What is wrong with it, by field, as far as one can tell here. */
export function findProblems (draft: ProviderDraft, fields: readonly SchemaField[], provider?: Provider): Record<string, string> {
  const problems: Record<string, string> = {}
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(draft.name)) problems['name'] = t('form.name.wrong')
  for (const { name, kind, isRequired, pattern, default: first } of fields) {
    const value = draft.fields[name] ?? ''
    if (typeof value === 'boolean') continue
    const isKept = kind === 'secret' && provider !== undefined && hasSecret(provider, name) && !(name === 'apiKey' && draft.clearsKey) && !isMoved(draft, provider)
    if (value === '' && isRequired && !isKept) problems[name] = t('form.required')
    else if (value === '' && name === 'apiKey' && provider?.hasApiKey === true && !draft.clearsKey && isMoved(draft, provider)) problems[name] = t('form.required')
    else if (value !== '' && pattern !== undefined && !new RegExp(pattern, 'u').test(value)) problems[name] = name === 'baseUrl' ? t('form.address', { example: String(first ?? 'https://example.com/v1') }) : t('form.pattern')
    else if (value !== '' && kind === 'number' && !Number.isFinite(Number(value))) problems[name] = t('form.number')
  }
  if (draft.timeoutSeconds !== '' && !(Number(draft.timeoutSeconds) >= 1)) problems['timeoutMs'] = t('form.number')
  if (draft.maxConcurrency !== '' && !/^[1-9]\d*$/.test(draft.maxConcurrency)) problems['maxConcurrency'] = t('form.number')
  return problems
}

/** Secrets other than the key are told to be there by nothing; the server knows. */
const hasSecret = ({ hasApiKey }: Provider, name: string): boolean => name !== 'apiKey' || hasApiKey

const linesOf = (text: string): string[] => [...new Set(text.split('\n').map(line => line.trim()).filter(line => line !== ''))]

function readSettings (draft: ProviderDraft, fields: readonly SchemaField[]): Record<string, unknown> {
  const entries = fields.filter(({ name }) => name !== 'baseUrl' && name !== 'apiKey').flatMap(({ name, kind }) => {
    const value = draft.fields[name] ?? ''
    return value === '' ? [] : [[name, kind === 'number' ? Number(value) : value]]
  })
  return Object.fromEntries(entries)
}

/** What is left out takes its default. */
export function readCreate (draft: ProviderDraft, kind: string, fields: readonly SchemaField[]): CreateProvider {
  const { baseUrl, apiKey } = draft.fields
  const headers = draft.headers.filter(({ name }) => name.trim() !== '')
  const settings = readSettings(draft, fields)
  const models = linesOf(draft.models)
  return {
    name: draft.name,
    kind,
    ...typeof baseUrl === 'string' && baseUrl !== '' && { baseUrl },
    ...typeof apiKey === 'string' && apiKey !== '' && { apiKey },
    ...headers.length > 0 && { headers: Object.fromEntries(headers.map(({ name, value }) => [name.trim(), value])) },
    ...models.length > 0 && { models },
    ...draft.timeoutSeconds !== '' && { timeoutMs: Math.round(Number(draft.timeoutSeconds) * 1000) },
    ...draft.maxConcurrency !== '' && { maxConcurrency: Number(draft.maxConcurrency) },
    ...Object.keys(settings).length > 0 && { settings },
    enabled: draft.enabled,
  }
}

/** What was changed, as a merge patch: what is saved and secret stays unless something else was typed. */
export function readUpdate (draft: ProviderDraft, provider: Provider, fields: readonly SchemaField[]): UpdateProvider {
  const before = draftProvider(fields, { name: provider.name, provider })
  const { apiKey, baseUrl } = draft.fields
  const given = readSettings(draft, fields)
  const cleared = fields.filter(({ name, kind }) => kind !== 'secret' && name in provider.settings && !(name in given)).map(({ name }) => [name, null])
  const settings = Object.fromEntries([...Object.entries(given).filter(([name, value]) => provider.settings[name] !== value), ...cleared])
  const headers = Object.fromEntries([
    ...provider.headerNames.filter(name => !draft.headers.some(header => header.isSaved && header.name === name)).map(name => [name, null]),
    ...draft.headers.filter(({ name, value, isSaved }) => name.trim() !== '' && !(isSaved && value === '')).map(({ name, value }) => [name.trim(), value]),
  ])
  const models = linesOf(draft.models)
  return {
    ...draft.name !== provider.name && { name: draft.name },
    ...typeof baseUrl === 'string' && baseUrl !== provider.baseUrl && { baseUrl: baseUrl === '' ? null : baseUrl },
    ...draft.clearsKey ? { apiKey: null } : typeof apiKey === 'string' && apiKey !== '' ? { apiKey } : {},
    ...Object.keys(settings).length > 0 && { settings },
    ...Object.keys(headers).length > 0 && { headers },
    ...draft.models !== before.models && { models: models.length > 0 ? models : null },
    ...draft.timeoutSeconds !== before.timeoutSeconds && { timeoutMs: draft.timeoutSeconds === '' ? null : Math.round(Number(draft.timeoutSeconds) * 1000) },
    ...draft.maxConcurrency !== before.maxConcurrency && { maxConcurrency: draft.maxConcurrency === '' ? null : Number(draft.maxConcurrency) },
    ...draft.enabled !== provider.enabled && { enabled: draft.enabled },
  }
}
