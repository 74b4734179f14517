import { type SchemaOptions, type Static, Type } from '@sinclair/typebox'
import { StringEnum } from '../schemas/type.ts'
import type { formats } from './formats.ts'

/** What a setting says of itself. `whenAbsent` is for settings without a default. */
export type SettingOptions = SchemaOptions & {
  group: 'Server' | 'Logging' | 'Storage' | 'Access' | 'Defaults' | 'Providers' | 'Webhooks' | 'Notifications' | 'Observability'
  description: string
  examples: [string]
  default?: string | number
  whenAbsent?: string
  secret?: true
}

const number = (minimum: number, maximum: number, options: SettingOptions & { default: number }) =>
  Type.Integer({ minimum, maximum, ...options })

const word = <const T extends readonly string[]>(values: T, options: SettingOptions & { default: T[number] }) =>
  StringEnum(values, options)

/** A setting with a default, read by one of our formats. */
const text = (format: keyof typeof formats, options: SettingOptions & { default: string }) =>
  Type.String({ format, ...options })

const optional = (format: keyof typeof formats, options: SettingOptions & { whenAbsent: string }) =>
  Type.Optional(Type.String({ format, ...options }))

const optionalNumber = (type: 'Integer' | 'Number', minimum: number, maximum: number, options: SettingOptions & { whenAbsent: string }) =>
  Type.Optional(Type[type]({ minimum, maximum, ...options }))

/** Every setting there is, as the environment spells it. `.env.example` and the table in docs/configuration.md are made from this. */
export const Environment = Type.Object({
  PORT: number(0, 65535, { group: 'Server', default: 3000, examples: ['8080'], description: 'The port to listen on. 0 picks a free one.' }),
  HOST: Type.String({ group: 'Server', default: '127.0.0.1', examples: ['0.0.0.0'], description: 'The address to listen on. `0.0.0.0` makes the server reachable from other machines.' }),
  NODE_ENV: word(['development', 'staging', 'production', 'test'], { group: 'Server', default: 'development', examples: ['production'], description: '`production`, and `staging` like it, makes `ENCRYPTION_KEY` and `JWT_SECRET` required, closes registration and logs JSON.' }),
  FRONTEND_URL: optional('origins', { group: 'Server', whenAbsent: 'browsers on other origins are refused', examples: ['https://chat.example.org'], description: 'Origins whose pages may call the API (CORS).' }),
  TRUST_PROXY: text('trustProxy', { group: 'Server', default: 'false', examples: ['loopback'], description: 'Whose `x-forwarded-*` headers are believed.' }),
  BODY_LIMIT: text('bytes', { group: 'Server', default: '16mb', examples: ['32mb'], description: 'The largest request body accepted.' }),
  SHUTDOWN_TIMEOUT_MS: number(0, 600_000, { group: 'Server', default: 10_000, examples: ['30000'], description: 'How long running requests may take to finish after a signal to stop, in milliseconds.' }),

  OVERLOAD_LAG_MS: number(0, 60_000, { group: 'Server', default: 500, examples: ['250'], description: 'How late the event loop may be, smoothed over half a second, before calls to models are refused with 503, in milliseconds. 0: however late.' }),
  OVERLOAD_CALLS: number(0, 1_000_000, { group: 'Server', default: 10_000, examples: ['2000'], description: 'How many calls to models may run at the same time in one process; more are refused with 503. 0: any number.' }),
  OVERLOAD_MEMORY_MB: optionalNumber('Integer', 0, 16_777_216, { group: 'Server', whenAbsent: 'nine tenths of what the container has, or the machine, for all `WORKERS` together', examples: ['900'], description: 'How much memory one process may hold before calls to models are refused with 503. 0: any.' }),

  WORKERS: number(1, 64, { group: 'Server', default: 1, examples: ['4'], description: 'How many processes share the work of this machine behind one port. More than one takes `DATABASE_URL` and `REDIS_URL`.' }),
  GENERATION_STALE_MS: number(1000, 600_000, { group: 'Server', default: 30_000, examples: ['10000'], description: 'After how long without a sign of life of the server that writes an answer it is marked as interrupted, in milliseconds. With SQLite, where there is one server, that happens when it starts.' }),

  LOG_LEVEL: word(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { group: 'Logging', default: 'info', examples: ['debug'], description: 'The least important lines to log.' }),
  LOG_FORMAT: word(['auto', 'json', 'pretty'], { group: 'Logging', default: 'auto', examples: ['json'], description: '`auto` is `pretty` on a terminal outside production, else `json`.' }),

  DATA_DIR: Type.String({ group: 'Storage', default: './data', examples: ['/var/lib/parlance'], description: 'The folder for the SQLite database and generated secrets.' }),
  DOCUMENTS_DIR: Type.Optional(Type.String({ group: 'Storage', whenAbsent: '`documents` under `DATA_DIR`', examples: ['/srv/documents'], description: 'The folder of the Markdown files that chats can use. It need not exist.' } satisfies SettingOptions)),
  DATABASE_URL: optional('databaseUrl', { group: 'Storage', secret: true, whenAbsent: 'SQLite under `DATA_DIR`', examples: ['postgres://parlance:password@localhost:5432/parlance'], description: 'The PostgreSQL database to use.' }),
  USAGE_RETENTION_DAYS: number(0, 36_500, { group: 'Storage', default: 90, examples: ['365'], description: 'For how many days each single request is kept in the ledger. Sums by hour and day stay for ever. 0: requests too.' }),
  CHAT_RETENTION_DAYS: number(0, 36_500, { group: 'Storage', default: 0, examples: ['365'], description: 'For how many days a chat is kept in which nothing is said any more; then it is removed with everything in it. 0: for ever.' }),
  PINNED_CHAT_RETENTION_DAYS: number(0, 36_500, { group: 'Storage', default: 0, examples: ['1095'], description: 'The same for chats that are pinned.' }),
  TEMPORARY_CHAT_RETENTION_HOURS: number(1, 8760, { group: 'Storage', default: 24, examples: ['1'], description: 'For how many hours a temporary chat is kept in which nothing is said any more.' }),
  REDIS_URL: optional('redisUrl', { group: 'Storage', secret: true, whenAbsent: 'each process is by itself', examples: ['redis://localhost:6379/0'], description: 'A Redis by which several processes behave as one: they count together, tell each other what changes, and share kept answers. While it does not answer, each counts for itself and looks up what has changed.' }),
  ENCRYPTION_KEY: optional('encryptionKeys', { group: 'Storage', secret: true, whenAbsent: 'required in production; elsewhere made in `DATA_DIR/encryption-key`', examples: ['MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='], description: 'Seals what is secret in the database. Of several keys the first encrypts and all decrypt, so keys can rotate.' }),

  ADMIN_API_KEY: optional('apiKey', { group: 'Access', secret: true, whenAbsent: 'the first start makes an admin key and prints it once', examples: ['plk_choose-a-long-random-text'], description: 'A key that is always accepted as an admin’s.' }),
  JWT_SECRET: optional('jwtSecrets', { group: 'Access', secret: true, whenAbsent: 'required in production; elsewhere made in `DATA_DIR/jwt-secret`', examples: ['choose-a-long-random-text-of-32-or-more'], description: 'Signs the access tokens of people who are signed in. Of several secrets the first signs and all are accepted, so secrets can rotate.' }),
  REGISTRATION: Type.Optional(StringEnum(['open', 'closed'], { group: 'Access', whenAbsent: '`open`; in production `closed`', examples: ['closed'], description: 'Whether anybody who reaches the server may make an account. The very first account is always possible, and becomes admin.' } satisfies SettingOptions)),
  RATELIMIT_PER_MINUTE: number(0, 1_000_000, { group: 'Access', default: 10, examples: ['30'], description: 'Questions to models that a signed-in user may ask a minute, by themselves and by their keys together. 0: no limit.' }),
  RATELIMIT_PER_HOUR: number(0, 1_000_000, { group: 'Access', default: 100, examples: ['300'], description: 'The same in an hour.' }),
  RATELIMIT_PER_DAY: number(0, 10_000_000, { group: 'Access', default: 500, examples: ['2000'], description: 'The same in a day.' }),
  RATELIMIT_TOKENS_PER_MINUTE: number(0, 1_000_000_000, { group: 'Access', default: 0, examples: ['200000'], description: 'Tokens that a signed-in user may take a minute, of prompts and answers together, by themselves and by their keys. 0: no limit.' }),
  RATELIMIT_CONCURRENT: number(0, 100_000, { group: 'Access', default: 0, examples: ['4'], description: 'Calls to models that a signed-in user may have running at the same time. 0: no limit.' }),
  RATELIMIT_IMPORTS_PER_HOUR: number(0, 100_000, { group: 'Access', default: 60, examples: ['10'], description: 'Files of chats that one caller may send an hour to be imported. 0: no limit.' }),
  RESERVED_OUTPUT_TOKENS: number(0, 10_000_000, { group: 'Access', default: 4096, examples: ['16000'], description: 'What a request that does not limit its answer has set aside for it in token limits and budgets, unless its model writes less. A longer answer is counted when it ends. 0: as much as the model can write.' }),
  BUDGET_UNPRICED: word(['refuse', 'free'], { group: 'Access', default: 'refuse', examples: ['free'], description: 'What callers with a budget may do with models whose price nobody knows.' }),
  BUDGET_LEASE_MS: number(1000, 3_600_000, { group: 'Access', default: 60_000, examples: ['30000'], description: 'With PostgreSQL: after how long without a sign of life what a server has set aside of budgets is given back, in milliseconds.' }),
  RATELIMIT_ADDRESS_PER_MINUTE: number(1, 1_000_000, { group: 'Access', default: 60, examples: ['120'], description: 'Requests a minute from one address without a valid key, and new accounts an hour.' }),

  AUDIT_RETENTION_DAYS: number(0, 36_500, { group: 'Access', default: 0, examples: ['730'], description: 'How long entries of the audit log are kept, in days. 0: for ever.' }),

  DEFAULT_MODEL: Type.String({ group: 'Defaults', default: 'demo/parlance', examples: ['openai/gpt-4o-mini'], description: 'The model used when a request names none.' }),
  SYSTEM_PROMPT: optional('prompt', { group: 'Defaults', whenAbsent: 'none', examples: ['You work for Example Inc. Today is {{date}}.'], description: 'For requests without a system prompt of their own, on every door. That of an alias goes before it.' }),
  TEMPERATURE: optionalNumber('Number', 0, 2, { group: 'Defaults', whenAbsent: 'the model’s own', examples: ['0.7'], description: 'For requests to `/chat` and in chats that set none. The doors of OpenAI’s and other vendors’ dialects leave it to the client.' }),
  MAX_TOKENS: optionalNumber('Integer', 1, 10_000_000, { group: 'Defaults', whenAbsent: 'the model’s own', examples: ['4000'], description: 'The longest answer, in tokens, for requests to `/chat` and in chats that set none.' }),
  WHEN_TOO_LONG: word(['refuse', 'summarise', 'omit'], { group: 'Defaults', default: 'refuse', examples: ['summarise'], description: 'What is done with a question in a chat that does not fit the model’s window, unless the chat or the question says. `refuse`: it is answered with 400 and the numbers. `summarise`: the model sums up the older messages first. `omit`: the oldest messages are left out, and the answer says how many.' }),
  AUTO_TITLE: word(['model', 'words'], { group: 'Defaults', default: 'model', examples: ['words'], description: 'What a chat that nobody named is called. `model`: its own model is asked, once, after its first answer. `words`: the first words of its first question; nothing is asked.' }),

  UPSTREAM_TIMEOUT_MS: number(1000, 3_600_000, { group: 'Providers', default: 600_000, examples: ['300000'], description: 'The longest silence accepted from a provider, before its first byte and between chunks, in milliseconds. A provider’s own `timeoutMs` goes before it. The default is as patient as the SDKs of OpenAI and Anthropic.' }),
  UPSTREAM_FIRST_TOKEN_TIMEOUT_MS: optionalNumber('Integer', 100, 3_600_000, { group: 'Providers', whenAbsent: 'without limit', examples: ['30000'], description: 'How long a stream may take to its first token, in milliseconds; then the next target is asked. A provider’s own `firstTokenTimeoutMs` goes before it.' }),
  UPSTREAM_TOTAL_TIMEOUT_MS: optionalNumber('Integer', 100, 86_400_000, { group: 'Providers', whenAbsent: 'without limit', examples: ['1800000'], description: 'How long a target may take to the end of its answer, in milliseconds. A provider’s own `totalTimeoutMs` goes before it.' }),
  UPSTREAM_RETRIES: number(0, 10, { group: 'Providers', default: 2, examples: ['0'], description: 'How often targets are asked again, all together, when each has failed in a way that passes.' }),
  UPSTREAM_CIRCUITS: word(['on', 'off'], { group: 'Providers', default: 'on', examples: ['off'], description: 'Whether a model of a provider that fails again and again, or that has asked to be left alone, is passed over for a while. `off`: every request asks.' }),
  UPSTREAM_RETRY_WINDOW_MS: number(0, 600_000, { group: 'Providers', default: 20_000, examples: ['60000'], description: 'No target is asked again later than that after the request came, in milliseconds.' }),
  UPSTREAM_CONNECT_TIMEOUT_MS: number(100, 120_000, { group: 'Providers', default: 10_000, examples: ['5000'], description: 'How long connecting to a provider may take, in milliseconds.' }),
  MODEL_CACHE_TTL: number(0, 86_400, { group: 'Providers', default: 300, examples: ['3600'], description: 'How long a provider’s list of models is taken for fresh, in seconds.' }),
  RESPONSE_CACHE_TTL: number(0, 2_592_000, { group: 'Providers', default: 0, examples: ['3600'], description: 'How long answers to identical deterministic requests (temperature 0, embeddings) are kept and given again, in seconds. 0: only where a request or an alias asks for it.' }),
  RESPONSE_CACHE_SCOPE: word(['caller', 'everybody'], { group: 'Providers', default: 'caller', examples: ['everybody'], description: 'Whose answers a request may be given: those of its own key or user, or those of everybody who may ask the same models.' }),
  RESPONSE_CACHE_SIZE: text('bytes', { group: 'Providers', default: '64mb', examples: ['256mb'], description: 'How much memory kept answers may take in this process.' }),
  HEALTH_INTERVAL: number(0, 86_400, { group: 'Providers', default: 60, examples: ['300'], description: 'How often a provider that nobody has used meanwhile is asked whether it works, in seconds: by its list of models or a bare connection, never by a question to a model. 0: never.' }),
  PROVIDER_PLUGINS: optional('list', { group: 'Providers', whenAbsent: 'only the built-in kinds', examples: ['parlance-provider-acme'], description: 'Packages that add provider kinds.' }),

  WEBHOOK_PRIVATE_ADDRESSES: word(['refuse', 'allow'], { group: 'Webhooks', default: 'refuse', examples: ['allow'], description: 'Whether webhooks that an admin made may call private addresses, such as those of this machine or its network. Those of others never may.' }),
  WEBHOOK_TIMEOUT_MS: number(1000, 60_000, { group: 'Webhooks', default: 10_000, examples: ['15000'], description: 'How long a receiver may take to answer, in milliseconds.' }),
  WEBHOOK_RETRY_MS: number(100, 3_600_000, { group: 'Webhooks', default: 5000, examples: ['30000'], description: 'The wait before a delivery that failed is tried again, in milliseconds. Each later one is three times as long, eight hours at the most, for a day.' }),
  WEBHOOK_RETENTION_DAYS: number(1, 3650, { group: 'Webhooks', default: 30, examples: ['7'], description: 'How long deliveries that arrived or were given up can be looked at and asked for again, in days.' }),

  PUSH_CONTACT: optional('contact', { group: 'Notifications', whenAbsent: 'the address of the page, where it is https', examples: ['mailto:operator@example.org'], description: 'Whom push services may turn to about the notifications that this server sends to browsers.' }),
  PUSH_PRIVATE_ADDRESSES: word(['refuse', 'allow'], { group: 'Notifications', default: 'refuse', examples: ['allow'], description: 'Whether notifications may go to private addresses, also over http: only for a push service of your own. Everybody who signs in can then have the server post encrypted bytes there.' }),

  METRICS_TOKEN: optional('apiKey', { group: 'Observability', secret: true, whenAbsent: 'only admins read `/metrics`', examples: ['choose-a-long-random-text'], description: 'A bearer token that reads `/metrics` and nothing else.' }),
  METRICS_PORT: optionalNumber('Integer', 0, 65_535, { group: 'Observability', whenAbsent: 'none', examples: ['9464'], description: 'A port of its own for `/metrics`, where nobody is asked for a key. With `WORKERS` the first of as many ports, one for each. 0 picks a free one.' }),
  METRICS_HOST: Type.String({ group: 'Observability', default: '127.0.0.1', examples: ['10.0.0.5'], description: 'The address of `METRICS_PORT`. Let only those who scrape reach it.' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional('httpUrl', { group: 'Observability', whenAbsent: 'nothing is told to a collector', examples: ['http://localhost:4318'], description: 'A collector of OpenTelemetry that takes JSON over HTTP: traces of requests and calls to models, and measurements. Never what was said.' }),
  OTEL_EXPORTER_OTLP_HEADERS: optional('pairs', { group: 'Observability', secret: true, whenAbsent: 'none', examples: ['authorization=Bearer choose-a-token'], description: 'Headers for the collector: `name=value`, separated by commas.' }),
  OTEL_SERVICE_NAME: Type.String({ group: 'Observability', default: 'parlance', examples: ['parlance-eu'], description: 'What this server is called in traces.' }),
  OTEL_RESOURCE_ATTRIBUTES: optional('pairs', { group: 'Observability', whenAbsent: 'none', examples: ['deployment.environment.name=staging'], description: 'What else is said of this server: `name=value`, separated by commas.' }),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({ minimum: 0, maximum: 1, group: 'Observability', default: 1, examples: ['0.1'], description: 'How large a share of the traces that begin here is told. Callers decide for traces that they have begun.' }),
  OTEL_BSP_SCHEDULE_DELAY: number(10, 600_000, { group: 'Observability', default: 5000, examples: ['1000'], description: 'How long what ended may wait until it is told, in milliseconds.' }),
  OTEL_METRIC_EXPORT_INTERVAL: number(100, 3_600_000, { group: 'Observability', default: 60_000, examples: ['15000'], description: 'How often measurements are told, in milliseconds.' }),
}, { $id: 'Environment', description: 'Settings, read from the environment.' })
export type Environment = Static<typeof Environment>

/** A property of the schema as the messages and the documents read it. */
export type Setting = SettingOptions & { type: string; format?: keyof typeof formats; enum?: string[]; minimum?: number; maximum?: number }

/** Every setting by name. The cast: the helpers above give each property these options. */
export const settings = Environment.properties as unknown as Record<keyof Environment, Setting>
