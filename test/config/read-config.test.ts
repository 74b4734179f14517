import { inspect } from 'node:util'
import { test } from 'tap'
import { ConfigError, readConfig, settings, readPairs } from '../../src/config/index.ts'

const key = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='
const otherKey = 'ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA='
const jwtSecret = 'a-secret-of-more-than-32-characters'

const messageOf = (env: Record<string, string>): string => {
  try {
    readConfig(env)
    return 'was accepted'
  } catch (thrown) {
    return thrown instanceof ConfigError ? thrown.message : `not a ConfigError: ${thrown}`
  }
}

test('an empty environment gives every default', async t => {
  const config = readConfig({})
  t.match(config, {
    mode: 'development', isProduction: false, host: '127.0.0.1', port: 3000, trustProxy: false, bodyLimit: 16 * 1024 * 1024, shutdownTimeoutMs: 10_000,
    log: { level: 'info', format: 'auto' }, dataDir: './data', addressLimitPerMinute: 60, defaultModel: 'demo/parlance',
    upstream: { timeoutMs: 600_000, connectTimeoutMs: 10_000 }, retry: { repeats: 2, windowMs: 20_000 }, healthIntervalMs: 60_000, modelCacheTtlMs: 300_000,
  })
  t.same([config.allowedOrigins, config.encryptionKeys, config.providerPlugins, config.warnings], [[], [], [], []])
  t.same([config.databaseUrl, config.adminApiKey], [undefined, undefined])
})

test('numbers, sizes, durations and lists are read into their own types', async t => {
  const config = readConfig({
    PORT: ' 8080 ', BODY_LIMIT: '1.5mb', MODEL_CACHE_TTL: '60', FRONTEND_URL: 'https://a.example/app/, http://localhost:5173', PROVIDER_PLUGINS: 'one, @scope/two',
    ENCRYPTION_KEY: `${key},${otherKey}`,
  })
  t.equal(config.port, 8080)
  t.equal(config.bodyLimit, 1.5 * 1024 * 1024)
  t.equal(config.modelCacheTtlMs, 60_000)
  t.same(config.allowedOrigins, ['https://a.example', 'http://localhost:5173'])
  t.same(config.providerPlugins, ['one', '@scope/two'])
  t.same(config.encryptionKeys.map(secret => secret.reveal()), [key, otherKey])
})

for (const [text, value] of [['true', true], ['false', false], ['0', false], ['2', 2], ['loopback', ['loopback']], ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']]] as const) {
  test(`TRUST_PROXY takes ${text}`, async t => t.same(readConfig({ TRUST_PROXY: text }).trustProxy, value))
}

test('defaults of answers are there only when they are set', async t => {
  t.same(readConfig({}).chatDefaults, {})
  t.equal(readConfig({}).systemPrompt, undefined)
  const config = readConfig({ TEMPERATURE: '0', MAX_TOKENS: '4000', SYSTEM_PROMPT: 'You are {{model}}.\nBe brief.' })
  t.same(config.chatDefaults, { temperature: 0, maxTokens: 4000 })
  t.equal(config.systemPrompt, 'You are {{model}}.\nBe brief.')
})

test('a misspelt variable of the system prompt is quoted, however long the prompt is', async t => {
  const message = messageOf({ SYSTEM_PROMPT: `${'Be kind. '.repeat(50)} Today is {{dat}}.` })
  t.match(message, /^SYSTEM_PROMPT has "\{\{dat\}\}" in it; it takes text in which .*\{\{date\}\}, /)
})

test('an empty value counts as absent', async t => {
  t.equal(readConfig({ PORT: '', DATABASE_URL: '  ' }).port, 3000)
})

test('staging wants what production wants, and traces name it', async t => {
  t.match(messageOf({ NODE_ENV: 'staging', ENCRYPTION_KEY: key }), /^JWT_SECRET is not set; in staging it takes/)
  const config = readConfig({ NODE_ENV: 'staging', ENCRYPTION_KEY: key, JWT_SECRET: jwtSecret, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer a%2Cb, x-tenant = one', OTEL_RESOURCE_ATTRIBUTES: 'cloud.region=eu' })
  t.match(config, { mode: 'staging', isProduction: true, registration: 'closed', telemetry: { resourceAttributes: { 'deployment.environment.name': 'staging', 'cloud.region': 'eu' } } })
  t.same(readPairs(config.telemetry!.headers.reveal()), { authorization: 'Bearer a,b', 'x-tenant': 'one' })
  t.notMatch(JSON.stringify(config), 'Bearer')
  t.equal(readConfig({}).telemetry, undefined)
})

test('chats are kept for ever, and temporary ones for a day, until it is set otherwise', async t => {
  t.same(readConfig({}).chatRetention, { temporaryMs: 86_400_000 })
  t.same(readConfig({ CHAT_RETENTION_DAYS: '1', PINNED_CHAT_RETENTION_DAYS: '2', TEMPORARY_CHAT_RETENTION_HOURS: '1' }).chatRetention, { chatMs: 86_400_000, pinnedMs: 172_800_000, temporaryMs: 3_600_000 })
})

const malformed: [string, string, string][] = [
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://collector', 'OTEL_EXPORTER_OTLP_ENDPOINT is "ftp://collector"; it takes an http or https address, such as http://localhost:4318.'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'region', 'OTEL_RESOURCE_ATTRIBUTES is "region"; it takes name=value, or several of them separated by commas.'],
  ['PORT', 'abc', 'PORT is "abc"; it takes a whole number from 0 to 65535.'],
  ['PORT', '70000', 'PORT is "70000"; it takes a whole number from 0 to 65535.'],
  ['PORT', '80.5', 'PORT is "80.5"; it takes a whole number from 0 to 65535.'],
  ['TEMPERATURE', 'hot', 'TEMPERATURE is "hot"; it takes a number from 0 to 2.'],
  ['TEMPERATURE', '2.5', 'TEMPERATURE is "2.5"; it takes a number from 0 to 2.'],
  ['MAX_TOKENS', '0', 'MAX_TOKENS is "0"; it takes a whole number from 1 to 10000000.'],
  ['NODE_ENV', 'prod', 'NODE_ENV is "prod"; it takes one of development, staging, production, test.'],
  ['BODY_LIMIT', '16 pounds', 'BODY_LIMIT is "16 pounds"; it takes a size from 1kb to 1gb, such as 1048576, 512kb or 16mb.'],
  ['BODY_LIMIT', '2gb', 'BODY_LIMIT is "2gb"; it takes a size from 1kb to 1gb, such as 1048576, 512kb or 16mb.'],
  ['FRONTEND_URL', '*', 'FRONTEND_URL is "*"; it takes http or https origins separated by commas, such as https://chat.example.org.'],
  ['TRUST_PROXY', '10.0.0.0/33', 'TRUST_PROXY is "10.0.0.0/33"; it takes false, true, the number of proxies in front, or their addresses and networks separated by commas.'],
  ['ADMIN_API_KEY', 'hunter2', 'ADMIN_API_KEY is set, but malformed (7 characters); it takes at least 16 printable ASCII characters without spaces.'],
  ['DATABASE_URL', 'mysql://root:hunter2@db/x', 'DATABASE_URL is set, but malformed (25 characters); it takes a PostgreSQL address: postgres://user:password@host:5432/database.'],
]
for (const [name, value, message] of malformed) {
  test(`${name} refuses ${value} in one clear line`, async t => t.equal(messageOf({ [name]: value }), message))
}

test('a message stays one short line whatever was set', async t => {
  const message = messageOf({ LOG_LEVEL: 'a\nb'.repeat(500) })
  t.notMatch(message, /\n/)
  t.ok(message.length < 250)
})

test('production without an encryption key says how to make one', async t => {
  t.match(messageOf({ NODE_ENV: 'production' }), /^ENCRYPTION_KEY is not set; in production it takes 32 bytes in base64.*openssl rand -base64 32/)
  t.equal(readConfig({ NODE_ENV: 'production', ENCRYPTION_KEY: key, JWT_SECRET: jwtSecret }).isProduction, true)
})

test('production without a secret to sign with says how to make one', async t => {
  t.match(messageOf({ NODE_ENV: 'production', ENCRYPTION_KEY: key }), /^JWT_SECRET is not set; in production it takes at least 32 printable.*openssl rand -base64 32/)
  t.match(messageOf({ JWT_SECRET: 'too-short-for-a-secret' }), /^JWT_SECRET is set, but malformed \(22 characters\); it takes/)
  t.match(messageOf({ JWT_SECRET: `${jwtSecret},short` }), /^JWT_SECRET is set, but malformed/)
  t.same(readConfig({ JWT_SECRET: `${jwtSecret}, ${key}` }).jwtSecrets.map(secret => secret.reveal()), [jwtSecret, key])
})

test('registration is open, and closed in production, unless it is said', async t => {
  const production = { NODE_ENV: 'production', ENCRYPTION_KEY: key, JWT_SECRET: jwtSecret }
  t.equal(readConfig({}).registration, 'open')
  t.equal(readConfig({ REGISTRATION: 'closed' }).registration, 'closed')
  t.equal(readConfig(production).registration, 'closed')
  t.equal(readConfig({ ...production, REGISTRATION: 'open' }).registration, 'open')
  t.equal(messageOf({ REGISTRATION: 'maybe' }), 'REGISTRATION is "maybe"; it takes one of open, closed.')
})

test('a limit of nothing is no limit', async t => {
  t.same(readConfig({}).userLimits, { requestsPerMinute: 10, requestsPerHour: 100, requestsPerDay: 500 })
  t.same(readConfig({ RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '7', RATELIMIT_PER_DAY: '0' }).userLimits, { requestsPerHour: 7 })
})

test('an encryption key of another length is refused and not shown', async t => {
  const short = Buffer.alloc(31, 7).toString('base64')
  const message = messageOf({ ENCRYPTION_KEY: `${key},${short}` })
  t.match(message, /^ENCRYPTION_KEY is set, but malformed/)
  t.notMatch(message, short)
})

test('printing the configuration shows no secret', async t => {
  const secrets = { ADMIN_API_KEY: 'plk_canary-admin-key', ENCRYPTION_KEY: key, DATABASE_URL: 'postgres://u:canary@db/x', OPENAI_API_KEY: 'sk-canary' }
  const config = readConfig(secrets)
  for (const printed of [JSON.stringify(config), inspect(config, { depth: 9, showHidden: false }), String(config.adminApiKey)]) {
    t.notMatch(printed, /canary/)
    t.notMatch(printed, key)
    t.match(printed, '[secret]')
  }
  t.equal(config.adminApiKey?.reveal(), 'plk_canary-admin-key')
  t.equal(config.environment.OPENAI_API_KEY, 'sk-canary')
})

test('the configuration is frozen to the bottom', async t => {
  const config = readConfig({ PROVIDER_PLUGINS: 'one' })
  t.throws(() => Object.assign(config, { port: 1 }))
  t.throws(() => Object.assign(config.log, { level: 'debug' }))
  t.throws(() => (config.providerPlugins as string[]).push('two'))
  t.throws(() => Object.assign(config.environment, { PATH: '' }))
})

for (const [name, meant] of [['DATABSE_URL', 'DATABASE_URL'], ['RATE_LIMIT_ADDRESS_PER_MINUTE', 'RATELIMIT_ADDRESS_PER_MINUTE'], ['LOGLEVEL', 'LOG_LEVEL'], ['encryption_key', 'ENCRYPTION_KEY']] as const) {
  test(`${name} is taken for a misspelt ${meant}`, async t => {
    t.same(readConfig({ [name]: 'x' }).warnings, [`${name} is not a setting and was ignored. Is ${meant} meant?`])
  })
}

test('the usual variables of a machine raise no warning', async t => {
  const usual = ['HOME', 'HOSTNAME', 'PATH', 'PWD', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'LANG', 'NODE_OPTIONS', 'NODE_PATH', 'PGDATA', 'XDG_DATA_DIRS', 'OPENAI_API_KEY', 'HF_TOKEN', 'npm_config_port', 'PORTS', 'CI', 'TZ']
  t.same(readConfig(Object.fromEntries(usual.map(name => [name, 'x']))).warnings, [])
})

test('every setting is described, and its example and its default are valid', async t => {
  for (const [name, setting] of Object.entries(settings)) {
    t.match(setting.description, /^.{10,}\.$/, name)
    t.ok(setting.default !== undefined || setting.whenAbsent, `${name} says what happens without it`)
    t.equal(messageOf({ [name]: setting.examples[0], ...name === 'NODE_ENV' && { ENCRYPTION_KEY: key, JWT_SECRET: jwtSecret } }), 'was accepted', `${name}=${setting.examples[0]}`)
    if (setting.default !== undefined) t.equal(messageOf({ [name]: String(setting.default) }), 'was accepted', `${name}=${setting.default}`)
  }
})
