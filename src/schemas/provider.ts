import { type SchemaOptions, type Static, type TSchema, Type } from '@sinclair/typebox'
import { NextCursor } from './common.ts'
import { ModelOverride, ModelOverridePatch } from './model-override.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const time = '2026-11-21T09:30:00.000Z'
const Time = (description: string) => Type.String({ format: 'date-time', description, examples: [time] })

const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$', description: 'A slug, unique. It prefixes the provider’s models.', examples: ['groq'] })
const Kind = Type.String({ minLength: 1, maxLength: 64, description: 'The kind of provider; see the templates.', examples: ['openai-compatible'] })
const BaseUrl = Type.String({ minLength: 1, maxLength: 2048, description: 'Where its API lives: http or https, without credentials, query and fragment. Absent: the kind’s default.', examples: ['https://api.groq.com/openai/v1'] })
const ApiKey = Type.String({ minLength: 1, maxLength: 4096, description: 'The credential. Write-only.', examples: ['gsk_0123456789abcdef'] })
const HeaderValue = Type.String({ maxLength: 8192 })
/** Said with additionalProperties, which generators of clients know better than TypeBox's patternProperties. */
const Dictionary = <T extends TSchema>(value: T, options: SchemaOptions) =>
  Type.Unsafe<Record<string, Static<T>>>({ type: 'object', additionalProperties: value, ...options })
const headers = { maxProperties: 32, description: 'Extra headers for every call. Write-only.', examples: [{ 'x-team': 'research' }] }
const Models = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 1000, uniqueItems: true, description: 'Only these models may be used. Absent: whatever the provider has.', examples: [['llama-3.3-70b-versatile']] })
const Enabled = Type.Boolean({ description: 'Whether requests may go to it. Absent: true.', examples: [true] })
const TimeoutMs = Type.Integer({ minimum: 1000, maximum: 3_600_000, description: 'The longest silence accepted, before the first byte and between chunks, in milliseconds. Absent: `UPSTREAM_TIMEOUT_MS`.', examples: [60_000] })
const MaxConcurrency = Type.Integer({ minimum: 1, maximum: 10_000, description: 'Requests at the same time. Absent: without limit.', examples: [20] })
const FirstTokenTimeoutMs = Type.Integer({ minimum: 100, maximum: 3_600_000, description: 'How long a stream may take to its first token, in milliseconds; then the next target is asked. Absent: `UPSTREAM_FIRST_TOKEN_TIMEOUT_MS`.', examples: [30_000] })
const TotalTimeoutMs = Type.Integer({ minimum: 100, maximum: 86_400_000, description: 'How long it may take to the end of an answer, in milliseconds. Absent: `UPSTREAM_TOTAL_TIMEOUT_MS`.', examples: [1_800_000] })
const MaxQueue = Type.Integer({ minimum: 0, maximum: 10_000, description: 'How many requests more than `maxConcurrency` may wait for a place. Absent: none.', examples: [50] })
const QueueTimeoutMs = Type.Integer({ minimum: 100, maximum: 600_000, description: 'How long a request waits for a place, in milliseconds. Absent: 30000.', examples: [30_000] })
const Settings = Dictionary(Type.Unknown(), { description: 'What else the kind takes; see its template. Secret ones are write-only.', examples: [{}] })

const modelOverrides = { maxProperties: 1000, description: 'What you know better of its models, by their own name here: price, context and so on.', examples: [{ 'llama-3.3-70b-versatile': { pricing: { input: 0.59, output: 0.79 } } }] }

const created = { name: 'groq', kind: 'openai-compatible', baseUrl: 'https://api.groq.com/openai/v1', apiKey: 'gsk_0123456789abcdef', timeoutMs: 60_000 }

export const CreateProvider = Type.Object({
  name: Name,
  kind: Kind,
  baseUrl: Type.Optional(BaseUrl),
  apiKey: Type.Optional(ApiKey),
  headers: Type.Optional(Dictionary(HeaderValue, headers)),
  models: Type.Optional(Models),
  enabled: Type.Optional(Enabled),
  timeoutMs: Type.Optional(TimeoutMs),
  firstTokenTimeoutMs: Type.Optional(FirstTokenTimeoutMs),
  totalTimeoutMs: Type.Optional(TotalTimeoutMs),
  maxConcurrency: Type.Optional(MaxConcurrency),
  maxQueue: Type.Optional(MaxQueue),
  queueTimeoutMs: Type.Optional(QueueTimeoutMs),
  modelOverrides: Type.Optional(Dictionary(ref(ModelOverride), modelOverrides)),
  settings: Type.Optional(Settings),
}, { $id: 'CreateProvider', additionalProperties: false, description: 'A provider to add.', examples: [created] })
export type CreateProvider = Static<typeof CreateProvider>

export const ReplaceProvider = Type.Object({
  ...CreateProvider.properties,
  apiKey: Type.Optional(Nullable(ApiKey, { description: 'Absent: the present one stays, because it cannot be read back. Null clears it.' })),
}, {
  $id: 'ReplaceProvider',
  additionalProperties: false,
  description: 'A provider as it shall be. What is absent goes back to its default, but for secrets (`apiKey`, `headers`, secret settings), which stay when absent.',
  examples: [{ name: 'groq', kind: 'openai-compatible', baseUrl: 'https://api.groq.com/openai/v1', models: ['llama-3.3-70b-versatile'] }],
})
export type ReplaceProvider = Static<typeof ReplaceProvider>

export const UpdateProvider = Type.Object({
  name: Type.Optional(Name),
  baseUrl: Type.Optional(Nullable(BaseUrl)),
  apiKey: Type.Optional(Nullable(ApiKey)),
  headers: Type.Optional(Nullable(Dictionary(Nullable(HeaderValue), headers))),
  models: Type.Optional(Nullable(Models)),
  enabled: Type.Optional(Enabled),
  timeoutMs: Type.Optional(Nullable(TimeoutMs)),
  firstTokenTimeoutMs: Type.Optional(Nullable(FirstTokenTimeoutMs)),
  totalTimeoutMs: Type.Optional(Nullable(TotalTimeoutMs)),
  maxConcurrency: Type.Optional(Nullable(MaxConcurrency)),
  maxQueue: Type.Optional(Nullable(MaxQueue)),
  queueTimeoutMs: Type.Optional(Nullable(QueueTimeoutMs)),
  modelOverrides: Type.Optional(Nullable(Dictionary(Nullable(ref(ModelOverridePatch)), modelOverrides))),
  settings: Type.Optional(Nullable(Settings)),
}, {
  $id: 'UpdateProvider',
  additionalProperties: false,
  minProperties: 1,
  description: 'A change, as a JSON merge patch: what is absent stays, null goes back to the default. Moving `baseUrl` to another origin needs the `apiKey`, the `headers` and secret settings again.',
  examples: [{ models: null, timeoutMs: 120_000 }],
})
export type UpdateProvider = Static<typeof UpdateProvider>

export const Provider = Type.Object({
  id: Type.String({ examples: ['prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  name: Name,
  kind: Kind,
  baseUrl: Type.String({ examples: ['https://api.groq.com/openai/v1'] }),
  source: StringEnum(['database', 'environment', 'builtin'], { description: 'Those of the environment and the built-in one are read-only.', examples: ['database'] }),
  hasApiKey: Type.Boolean(),
  apiKeyHint: Nullable(Type.String(), { description: 'The key’s last four characters.' }),
  headerNames: Type.Array(Type.String(), { description: 'Names of the extra headers; their values are write-only.' }),
  models: Nullable(Models),
  enabled: Type.Boolean(),
  timeoutMs: Nullable(TimeoutMs),
  firstTokenTimeoutMs: Nullable(FirstTokenTimeoutMs),
  totalTimeoutMs: Nullable(TotalTimeoutMs),
  maxConcurrency: Nullable(MaxConcurrency),
  maxQueue: Nullable(MaxQueue),
  queueTimeoutMs: Nullable(QueueTimeoutMs),
  modelOverrides: Dictionary(ref(ModelOverride), modelOverrides),
  settings: Settings,
  createdAt: Time('When it was added.'),
  updatedAt: Time('When it was last changed.'),
}, {
  $id: 'Provider',
  additionalProperties: false,
  description: 'An upstream that serves models.',
  examples: [{
    id: 'prv_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d',
    name: 'groq',
    kind: 'openai-compatible',
    baseUrl: 'https://api.groq.com/openai/v1',
    source: 'database',
    hasApiKey: true,
    apiKeyHint: 'cdef',
    headerNames: [],
    models: null,
    enabled: true,
    timeoutMs: 60_000,
    firstTokenTimeoutMs: null,
    totalTimeoutMs: null,
    maxConcurrency: null,
    maxQueue: null,
    queueTimeoutMs: null,
    modelOverrides: {},
    settings: {},
    createdAt: time,
    updatedAt: time,
  }],
})
export type Provider = Static<typeof Provider>

export const ProviderPage = Type.Object({ data: Type.Array(ref(Provider)), nextCursor: NextCursor },
  { $id: 'ProviderPage', additionalProperties: false, description: 'Providers by name.', examples: [{ data: Provider.examples as unknown[], nextCursor: null }] })
export type ProviderPage = Static<typeof ProviderPage>

export const ProviderTemplate = Type.Object({
  id: Type.String(),
  kind: Kind,
  displayName: Type.String(),
  description: Type.Optional(Type.String()),
  baseUrl: Type.String(),
  docsUrl: Type.String(),
  requiresKey: Type.Boolean(),
  settings: Dictionary(Type.Unknown(), { description: 'JSON Schema of what the kind takes, credentials included.' }),
}, {
  $id: 'ProviderTemplate',
  additionalProperties: false,
  description: 'A ready-made form: a provider kind, or a well-known service that speaks one.',
  examples: [{
    id: 'groq',
    kind: 'openai-compatible',
    displayName: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    docsUrl: 'https://console.groq.com/docs',
    requiresKey: true,
    settings: { type: 'object', properties: { baseUrl: { type: 'string' }, apiKey: { type: 'string' } } },
  }],
})
export type ProviderTemplate = Static<typeof ProviderTemplate>

export const ProviderTemplatePage = Type.Object({ data: Type.Array(ref(ProviderTemplate)), nextCursor: NextCursor },
  { $id: 'ProviderTemplatePage', additionalProperties: false, description: 'Every template.', examples: [{ data: ProviderTemplate.examples as unknown[], nextCursor: null }] })
export type ProviderTemplatePage = Static<typeof ProviderTemplatePage>
