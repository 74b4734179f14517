import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { Environment, settings } from './environment.ts'
import { ConfigError, describeTakes, malformed } from './error.ts'
import { formats } from './formats.ts'
import { findNearMisses } from './near-misses.ts'
import { createSecret, type Secret } from './secret.ts'

/** The raw variables, such as `process.env`. */
export type RawEnvironment = Readonly<Record<string, string | undefined>>

/** The settings as the house reads them. Frozen. Printing it shows no secret. */
export type Config = {
  readonly mode: Environment['NODE_ENV']
  readonly isProduction: boolean
  readonly host: string
  readonly port: number
  readonly trustProxy: boolean | number | string[]
  /** Bytes. */
  readonly bodyLimit: number
  readonly allowedOrigins: readonly string[]
  readonly shutdownTimeoutMs: number
  /** Beyond these calls to models are refused. Absent: without limit; `residentBytes` absent: by the machine, 0: without limit. */
  readonly overload: { readonly lagMs?: number; readonly calls?: number; readonly residentBytes?: number }
  /** Processes of this machine behind one port. */
  readonly workers: number
  readonly generationStaleMs: number
  readonly log: { readonly level: Environment['LOG_LEVEL']; readonly format: Environment['LOG_FORMAT'] }
  readonly dataDir: string
  readonly documentsDir: string
  readonly databaseUrl: Secret | undefined
  /** Of single requests; 0 for ever. */
  readonly usageRetentionDays: number
  /** Of chats in which nothing is said any more; undefined: for ever. */
  readonly chatRetention: { readonly chatMs?: number; readonly pinnedMs?: number; readonly temporaryMs: number }
  readonly redisUrl: Secret | undefined
  /** Base64; the first encrypts, all decrypt. Empty: see `loadSecrets`. */
  readonly encryptionKeys: readonly Secret[]
  readonly adminApiKey: Secret | undefined
  /** The first signs, all are accepted. Empty: see `loadSecrets`. */
  readonly jwtSecrets: readonly Secret[]
  readonly registration: 'open' | 'closed'
  /** Inference of one signed-in user. */
  readonly userLimits: { readonly requestsPerMinute?: number; readonly requestsPerHour?: number; readonly requestsPerDay?: number; readonly tokensPerMinute?: number; readonly concurrentRequests?: number }
  /** Files of chats that one caller may send an hour; undefined: without limit. */
  readonly importsPerHour: number | undefined
  /** See limits/estimate.ts. */
  readonly reservedOutputTokens: number
  readonly isUnpricedFree: boolean
  readonly budgetLeaseMs: number
  /** Requests from one address without a valid key. */
  readonly addressLimitPerMinute: number
  readonly defaultModel: string
  /** A template; see core/prompt.ts. */
  readonly systemPrompt: string | undefined
  /** What our own endpoints ask for when a request does not say. Only what is set. */
  readonly chatDefaults: { readonly temperature?: number; readonly maxTokens?: number }
  /** What a chat that nobody named is called. */
  readonly autoTitle: Environment['AUTO_TITLE']
  readonly whenTooLong: Environment['WHEN_TOO_LONG']
  readonly upstream: { readonly timeoutMs: number; readonly firstTokenTimeoutMs?: number; readonly totalTimeoutMs?: number; readonly connectTimeoutMs: number }
  readonly retry: { readonly repeats: number; readonly windowMs: number }
  readonly hasCircuits: boolean
  /** 0: providers are not asked how they are. */
  readonly healthIntervalMs: number
  readonly modelCacheTtlMs: number
  readonly responseCache: { readonly ttlMs: number; readonly isShared: boolean; readonly maxBytes: number }
  readonly webhooks: { readonly allowsPrivate: boolean; readonly timeoutMs: number; readonly retryMs: number; readonly keepMs: number }
  /** `contact` undefined: the page that asked. */
  readonly push: { readonly contact: string | undefined; readonly allowsPrivate: boolean }
  /** Undefined: for ever. */
  readonly auditKeepMs: number | undefined
  /** `port`: of its own; undefined: none. */
  readonly metrics: { readonly token?: Secret; readonly port?: number; readonly host: string }
  /** Undefined: nobody collects it. */
  readonly telemetry: { readonly endpoint: string; readonly headers: Secret; readonly serviceName: string; readonly resourceAttributes: Readonly<Record<string, string>>; readonly share: number; readonly delayMs: number; readonly metricsIntervalMs: number } | undefined
  readonly providerPlugins: readonly string[]
  /** Lines to log at the start. */
  readonly warnings: readonly string[]
  /** The raw variables, for what provider plugins declare. Not enumerable, so that it is never printed with the rest. */
  readonly environment: RawEnvironment
}

const compile = (): ValidateFunction<Environment> => {
  const ajv = new Ajv({ coerceTypes: true, useDefaults: true })
  ajv.addVocabulary(['group', 'whenAbsent', 'secret'])
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, text => format.read(text) !== undefined)
  return ajv.compile<Environment>(Environment)
}
const validate = compile()

/** The known variables that are set, trimmed. An empty one counts as not set. */
const pickSet = (raw: RawEnvironment): Record<string, string> => Object.fromEntries(
  Object.keys(settings).map(name => [name, raw[name]?.trim() ?? '']).filter(([, value]) => value !== ''))

const check = (raw: RawEnvironment): Environment => {
  const given = pickSet(raw)
  // Ajv writes numbers and defaults into what it checks; the errors quote what was given.
  const checked: unknown = { ...given }
  if (validate(checked)) return checked
  const name = validate.errors?.[0]?.instancePath.slice(1) as keyof Environment // every property is optional or has a default, so an error has a path
  throw malformed(name, settings[name], given[name] ?? '')
}

const freeze = <T extends object>(value: T): T => {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner)
  return Object.freeze(value)
}

const dayMs = 86_400_000

const secret = (text: string | undefined): Secret | undefined => text === undefined ? undefined : createSecret(text)

/** Reads and checks the environment. Throws ConfigError for the first setting that is wrong. */
export const readConfig = (raw: RawEnvironment): Config => {
  const env = check(raw)
  // what is tried before production must be like it
  const isProduction = env.NODE_ENV === 'production' || env.NODE_ENV === 'staging'
  for (const name of ['ENCRYPTION_KEY', 'JWT_SECRET'] as const) {
    if (isProduction && env[name] === undefined) throw new ConfigError(name, `${name} is not set; in ${env.NODE_ENV} it takes ${describeTakes(settings[name])}.`)
  }
  const config = {
    mode: env.NODE_ENV,
    isProduction,
    host: env.HOST,
    port: env.PORT,
    trustProxy: formats.trustProxy.read(env.TRUST_PROXY) ?? false,
    bodyLimit: formats.bytes.read(env.BODY_LIMIT) ?? 0,
    allowedOrigins: formats.origins.read(env.FRONTEND_URL ?? '') ?? [],
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_MS,
    overload: {
      ...env.OVERLOAD_LAG_MS > 0 && { lagMs: env.OVERLOAD_LAG_MS },
      ...env.OVERLOAD_CALLS > 0 && { calls: env.OVERLOAD_CALLS },
      ...env.OVERLOAD_MEMORY_MB !== undefined && { residentBytes: env.OVERLOAD_MEMORY_MB * 1024 ** 2 },
    },
    workers: env.WORKERS,
    generationStaleMs: env.GENERATION_STALE_MS,
    log: { level: env.LOG_LEVEL, format: env.LOG_FORMAT },
    dataDir: env.DATA_DIR,
    documentsDir: env.DOCUMENTS_DIR ?? join(env.DATA_DIR, 'documents'),
    databaseUrl: secret(env.DATABASE_URL),
    usageRetentionDays: env.USAGE_RETENTION_DAYS,
    chatRetention: {
      ...env.CHAT_RETENTION_DAYS > 0 && { chatMs: env.CHAT_RETENTION_DAYS * dayMs },
      ...env.PINNED_CHAT_RETENTION_DAYS > 0 && { pinnedMs: env.PINNED_CHAT_RETENTION_DAYS * dayMs },
      temporaryMs: env.TEMPORARY_CHAT_RETENTION_HOURS * 3_600_000,
    },
    redisUrl: secret(env.REDIS_URL),
    encryptionKeys: (formats.encryptionKeys.read(env.ENCRYPTION_KEY ?? '') ?? []).map(createSecret),
    adminApiKey: secret(env.ADMIN_API_KEY),
    jwtSecrets: (formats.jwtSecrets.read(env.JWT_SECRET ?? '') ?? []).map(createSecret),
    registration: env.REGISTRATION ?? (isProduction ? 'closed' as const : 'open' as const),
    userLimits: {
      ...env.RATELIMIT_PER_MINUTE > 0 && { requestsPerMinute: env.RATELIMIT_PER_MINUTE },
      ...env.RATELIMIT_PER_HOUR > 0 && { requestsPerHour: env.RATELIMIT_PER_HOUR },
      ...env.RATELIMIT_PER_DAY > 0 && { requestsPerDay: env.RATELIMIT_PER_DAY },
      ...env.RATELIMIT_TOKENS_PER_MINUTE > 0 && { tokensPerMinute: env.RATELIMIT_TOKENS_PER_MINUTE },
      ...env.RATELIMIT_CONCURRENT > 0 && { concurrentRequests: env.RATELIMIT_CONCURRENT },
    },
    importsPerHour: env.RATELIMIT_IMPORTS_PER_HOUR || undefined,
    reservedOutputTokens: env.RESERVED_OUTPUT_TOKENS,
    isUnpricedFree: env.BUDGET_UNPRICED === 'free',
    budgetLeaseMs: env.BUDGET_LEASE_MS,
    addressLimitPerMinute: env.RATELIMIT_ADDRESS_PER_MINUTE,
    defaultModel: env.DEFAULT_MODEL,
    systemPrompt: env.SYSTEM_PROMPT,
    chatDefaults: {
      ...env.TEMPERATURE !== undefined && { temperature: env.TEMPERATURE },
      ...env.MAX_TOKENS !== undefined && { maxTokens: env.MAX_TOKENS },
    },
    autoTitle: env.AUTO_TITLE,
    whenTooLong: env.WHEN_TOO_LONG,
    upstream: {
      timeoutMs: env.UPSTREAM_TIMEOUT_MS,
      ...env.UPSTREAM_FIRST_TOKEN_TIMEOUT_MS !== undefined && { firstTokenTimeoutMs: env.UPSTREAM_FIRST_TOKEN_TIMEOUT_MS },
      ...env.UPSTREAM_TOTAL_TIMEOUT_MS !== undefined && { totalTimeoutMs: env.UPSTREAM_TOTAL_TIMEOUT_MS },
      connectTimeoutMs: env.UPSTREAM_CONNECT_TIMEOUT_MS,
    },
    retry: { repeats: env.UPSTREAM_RETRIES, windowMs: env.UPSTREAM_RETRY_WINDOW_MS },
    hasCircuits: env.UPSTREAM_CIRCUITS === 'on',
    healthIntervalMs: env.HEALTH_INTERVAL * 1000,
    modelCacheTtlMs: env.MODEL_CACHE_TTL * 1000,
    responseCache: { ttlMs: env.RESPONSE_CACHE_TTL * 1000, isShared: env.RESPONSE_CACHE_SCOPE === 'everybody', maxBytes: formats.bytes.read(env.RESPONSE_CACHE_SIZE) ?? 0 },
    webhooks: { allowsPrivate: env.WEBHOOK_PRIVATE_ADDRESSES === 'allow', timeoutMs: env.WEBHOOK_TIMEOUT_MS, retryMs: env.WEBHOOK_RETRY_MS, keepMs: env.WEBHOOK_RETENTION_DAYS * dayMs },
    push: { contact: env.PUSH_CONTACT, allowsPrivate: env.PUSH_PRIVATE_ADDRESSES === 'allow' },
    auditKeepMs: env.AUDIT_RETENTION_DAYS === 0 ? undefined : env.AUDIT_RETENTION_DAYS * dayMs,
    metrics: {
      ...env.METRICS_TOKEN !== undefined && { token: createSecret(env.METRICS_TOKEN) },
      ...env.METRICS_PORT !== undefined && { port: env.METRICS_PORT },
      host: env.METRICS_HOST,
    },
    telemetry: env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
      ? undefined
      : {
          endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
          headers: createSecret(env.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
          serviceName: env.OTEL_SERVICE_NAME,
          resourceAttributes: { 'deployment.environment.name': env.NODE_ENV, ...formats.pairs.read(env.OTEL_RESOURCE_ATTRIBUTES ?? '') },
          share: env.OTEL_TRACES_SAMPLER_ARG,
          delayMs: env.OTEL_BSP_SCHEDULE_DELAY,
          metricsIntervalMs: env.OTEL_METRIC_EXPORT_INTERVAL,
        },
    providerPlugins: formats.list.read(env.PROVIDER_PLUGINS ?? '') ?? [],
    warnings: findNearMisses(Object.keys(raw).filter(name => raw[name] !== undefined), Object.keys(settings)),
  }
  const environment: RawEnvironment = Object.freeze({ ...raw })
  return freeze(Object.defineProperty(config, 'environment', { value: environment }) as typeof config & { environment: RawEnvironment })
}

/** Throws ConfigError when several processes are wanted that could not behave as one. */
export const assertWorkers = ({ workers, databaseUrl, redisUrl }: Pick<Config, 'workers' | 'databaseUrl' | 'redisUrl'>): void => {
  const lacking = Object.entries({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }).filter(([, url]) => url === undefined).map(([name]) => name)
  if (workers === 1 || lacking.length === 0) return
  throw new ConfigError('WORKERS', `WORKERS is ${workers}, but ${lacking.join(' and ')} ${lacking.length > 1 ? 'are' : 'is'} not set: several processes need PostgreSQL and Redis to behave as one.`)
}
