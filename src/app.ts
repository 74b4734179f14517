// The composition root: makes the services, registers plugins and routes. The only file that knows every room.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import autoload from '@fastify/autoload'
import type { FastifyBaseLogger } from 'fastify'
import { nameHouse, openBells } from './bells/index.ts'
import { createAnswers, createAnswerStore, createRedisAnswerStore } from './answers/index.ts'
import { createAccounts, createApiKeys, createChanges, type Eraser, type Exporter } from './accounts/index.ts'
import { auditAliases, auditKeys, auditProviders, auditUsers, auditWebhooks, createAudit } from './audit/index.ts'
import { createChatService, searchedText, type Window } from './chats/index.ts'
import { type Config, loadSecrets, readPairs } from './config/index.ts'
import type { Receipt } from './core/chat.ts'
import type { Announce } from './core/house-events.ts'
import type { Neighbours } from './core/neighbours.ts'
import type { Log } from './core/ports.ts'
import { createDocuments } from './documents/index.ts'
import { createGateway } from './gateway/index.ts'
import { createLedger } from './ledger/index.ts'
import { createAllowance, createBudgets, createLimitStore, createLoad, createRedisLimits, createSlots, type Memory } from './limits/index.ts'
import { createMetrics, houseGauges } from './metrics/index.ts'
import actor from './plugins/actor.ts'
import type { App } from './plugins/app.ts'
import auth from './plugins/auth.ts'
import body from './plugins/body.ts'
import drain from './plugins/drain.ts'
import errors from './plugins/errors.ts'
import idempotency from './plugins/idempotency.ts'
import limits from './plugins/limits.ts'
import log from './plugins/log.ts'
import metrics from './plugins/metrics.ts'
import openapi from './plugins/openapi.ts'
import over from './plugins/over.ts'
import overload from './plugins/overload.ts'
import security from './plugins/security.ts'
import { createServer } from './plugins/server.ts'
import services from './plugins/services.ts'
import tracing from './plugins/tracing.ts'
import web from './plugins/web.ts'
import { loadProviders } from './providers/index.ts'
import { createPushService } from './push/index.ts'
import { realtime } from './realtime/index.ts'
import { createRegistry } from './registry/index.ts'
import { createAliasStore, createAnalyticsStore, createApiKeyStore, createAttachmentStore, createAuditStore, createBudgetStore, createChatStore, createDeliveryStore, createGenerationStore, createHealthStore, createLedgerStore, createProviderStore, createPushStore, createRatingStore, createRollupStore, createRotator, createSearchStore, createSessionStore, createSummaryStore, createUserStore, createVault, createWebhookStore, createWindowStore, loadSearchKey, migrate, openBudgetJournal, openDatabase, openRedis } from './storage/index.ts'
import { createTelemetry } from './telemetry/index.ts'
import { createTokenCounter } from './tokens/index.ts'
import { createTransport, mayCall } from './transport/index.ts'
import { createOutbox, createWebhookService, tellOfChats, tellOfUsers } from './webhooks/index.ts'

const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version

export type BuildOptions = {
  config: Config
  log: FastifyBaseLogger
  /** Told each settled receipt; for tests. */
  onReceipt?(receipt: Receipt): void
  /** Told what happens in the house. */
  announce?: Announce
  /** Other processes behind the same port. */
  neighbours?: Neighbours | undefined
  /** Absent: nobody looks. */
  memory?: Memory
}

/** Makes a server that is ready to listen. */
export async function buildApp ({ config, log: logger, onReceipt, announce, neighbours, memory }: BuildOptions): Promise<{ app: App }> {
  const clock = Date.now
  const secrets = await loadSecrets({ config })
  for (const notice of secrets.notices) logger.warn(notice)
  const database = await openDatabase({ url: config.databaseUrl?.reveal(), dataDir: config.dataDir, log: logger as Log })
  await migrate(database)
  const redis = config.redisUrl && await openRedis({ url: config.redisUrl.reveal(), log: logger as Log })
  const vault = createVault(secrets.encryptionKeys)
  const searchKey = await loadSearchKey(database, vault)
  const house = nameHouse(searchKey)
  const bells = await openBells({ client: redis?.client, house, isAlone: database.engine === 'sqlite', log: logger as Log })
  const rotator = createRotator({ database, vault, log: logger as Log })

  const transport = createTransport({ connectTimeoutMs: config.upstream.connectTimeoutMs })
  const { atomically } = database
  const audit = createAudit({ store: createAuditStore(database, vault), atomically, clock, log: logger as Log, keepMs: config.auditKeepMs })
  const webhookStore = auditWebhooks(createWebhookStore(database, vault), audit)
  const deliveries = createDeliveryStore(database)
  const outbox = createOutbox({ deliveries, webhooks: webhookStore, atomically, bells, log: logger as Log })
  await outbox.refresh()
  const { webhooks, ownWebhooks, ...webhookService } = createWebhookService({
    ...config.webhooks,
    store: webhookStore,
    deliveries,
    outbox,
    post: transport.post,
    mayCall,
    isAlone: database.engine === 'sqlite',
    version, clock, log: logger as Log,
  })
  const measured = createMetrics({ version, log: logger as Log })
  const tell: Announce = event => {
    measured.noteEvent(event)
    outbox.announce(event)
  }
  const registry = createRegistry({
    plugins: await loadProviders([...config.providerPlugins], logger as Log),
    store: auditProviders(createProviderStore(database, vault), audit, { publicSettings: record => registry.toProvider(record).settings }),
    aliasStore: auditAliases(createAliasStore(database), audit),
    createFetchJson: transport.fetchJson,
    clock, log: logger as Log,
    environment: config.environment,
    modelCacheTtlMs: config.modelCacheTtlMs,
    defaultTimeoutMs: config.upstream.timeoutMs,
    healthStore: createHealthStore(database),
    healthIntervalMs: config.healthIntervalMs,
    announce: tell,
    bells,
  })
  await registry.start()
  const changes = createChanges(bells)
  const { userLimits } = config
  const apiKeys = createApiKeys({ store: auditKeys(createApiKeyStore(database), audit), changes, clock, log: logger as Log, userLimits, adminKey: config.adminApiKey?.reveal() })
  const tokens = createTokenCounter()
  const localLimits = createLimitStore({ clock })
  const localSlots = createSlots()
  const shared = redis && createRedisLimits({ client: redis.client, house, local: localLimits, localSlots, clock, log: logger as Log })
  const limitStore = shared?.limits ?? localLimits
  // several processes may share a PostgreSQL: what costs money is counted in it where there is no Redis
  const windowStore = shared === undefined && database.engine === 'postgres' ? createWindowStore(database, { clock, log: logger as Log }) : undefined
  const budgets = createBudgets({
    store: createBudgetStore(database),
    journal: database.engine === 'sqlite' ? openBudgetJournal(config.dataDir) : undefined,
    clock,
    log: logger as Log,
    announce: announce ?? tell,
    leaseMs: config.budgetLeaseMs,
  })
  await budgets.start()
  const allowance = createAllowance({
    tokens: windowStore ?? limitStore,
    slots: shared?.slots ?? localSlots,
    budgets,
    reservedOutputTokens: config.reservedOutputTokens,
    outputLimitOf: registry.outputLimitOf,
    isUnpricedFree: config.isUnpricedFree,
    clock, log: logger as Log,
  })
  const ledger = createLedger({ store: createLedgerStore(database), rollups: createRollupStore(database), analytics: createAnalyticsStore(database), clock, log: logger as Log, retentionDays: config.usageRetentionDays })
  const settle = (receipt: Receipt): void => {
    ledger.record(receipt)
    measured.noteCall(receipt)
    onReceipt?.(receipt)
  }
  const telemetry = config.telemetry && createTelemetry({
    ...config.telemetry,
    headers: readPairs(config.telemetry.headers.reveal()),
    version,
    metrics: measured,
    kindOf: name => registry.status().find(provider => provider.name === name)?.kind,
    post: transport.post,
    log: logger as Log,
  })
  const gateway = createGateway({ directory: registry, transport, clock, timeouts: config.upstream, retry: config.retry, hasCircuits: config.hasCircuits, bells, systemPrompt: config.systemPrompt, allowance, places: shared?.places, beginSpan: telemetry?.beginCall, onReceipt: settle })
  const load = createLoad({ limits: config.overload, memory, calls: gateway, log: logger as Log })
  const { ttlMs: serverTtlMs, isShared, maxBytes } = config.responseCache
  const localAnswers = createAnswerStore({ clock, maxBytes })
  const sharedAnswers = redis && createRedisAnswerStore({ client: redis.client, house, vault, local: localAnswers, log: logger as Log })
  const keptAnswers = sharedAnswers ?? localAnswers
  const answers = createAnswers({ gateway, directory: registry, store: keptAnswers, clock, log: logger as Log, serverTtlMs, isShared, onReceipt: settle })
  const exporters: Exporter[] = []
  const erasers: Eraser[] = []
  const userStore = auditUsers(tellOfUsers(createUserStore(database, vault), outbox), audit)
  const accounts = createAccounts({
    userStore,
    sessionStore: createSessionStore(database),
    apiKeys,
    changes,
    limits: limitStore,
    clock, log: logger as Log,
    jwtSecrets: secrets.jwtSecrets,
    registration: config.registration,
    registrationsPerHour: config.addressLimitPerMinute,
    userLimits,
    exporters,
    erasers,
  })

  const documents = createDocuments({ folder: config.documentsDir, clock, log: logger as Log })
  const { push, ownPush, ...pushService } = createPushService({ ...config.push, store: createPushStore(database, vault), post: transport.post, mayCall, preferencesOf: userStore.preferences, clock, log: logger as Log })
  const told = tellOfChats({ store: createChatStore(database, vault), generationStore: createGenerationStore(database, vault) }, outbox)
  const { store: chatStore, generationStore } = { ...told, generationStore: pushService.tellOfAnswers(told) }
  const { chats, generations, ownChats, close: closeChats } = createChatService({
    store: chatStore,
    generationStore,
    searchStore: createSearchStore(database, { chats: chatStore, textOf: searchedText }),
    attachmentStore: createAttachmentStore(database, vault),
    summaryStore: createSummaryStore(database, vault),
    ratingStore: createRatingStore(database, vault),
    searchKey,
    gateway,
    windowOf: async (name): Promise<Window> => {
      const alias = registry.alias(name)
      const model = alias?.models[0] ?? name
      await registry.resolve(model)
      const listed = await registry.findModel(model).catch(() => undefined)
      const limit = listed?.contextWindow ?? assumedWindow
      return { limit, isKnown: listed?.contextWindow !== undefined, forAnswer: Math.min(listed?.maxOutputTokens ?? 4096, Math.floor(limit / 4)), prompt: alias?.systemPrompt ?? config.systemPrompt }
    },
    documents,
    countTokens: tokens.count,
    // no user name looks like an id, and e-mail addresses are nobody's to try
    findPerson: async name => await userStore.find(name) ?? (name.includes('@') ? undefined : userStore.findByLogin(name)),
    autoTitle: config.autoTitle,
    defaults: { model: config.defaultModel, systemPrompt: undefined, temperature: config.chatDefaults.temperature, maxTokens: config.chatDefaults.maxTokens, whenTooLong: config.whenTooLong },
    isAlone: database.engine === 'sqlite',
    bells,
    staleMs: config.generationStaleMs,
    retention: config.chatRetention,
    clock,
    log: logger as Log,
  })
  await generations.recover()
  exporters.push(ownChats.collect, ledger.ownUsage.collect, ownWebhooks.collect, ownPush.collect)
  erasers.push(ownChats.erase, ledger.ownUsage.erase, ownWebhooks.erase, ownPush.erase)
  await webhookService.start()

  const app = createServer(config, logger)
  await app.register(services, {
    config,
    version,
    startedAt: clock(),
    apiKeys,
    accounts,
    audit,
    chats,
    documents,
    registry,
    gateway,
    answers,
    keptAnswers,
    ledger,
    limits: limitStore,
    allowance,
    load,
    tokens,
    metrics: measured,
    telemetry,
    webhooks,
    push,
    bells,
    neighbours,
    checkParts: async () => [...await Promise.all([database.check(), ...redis === undefined ? [] : [redis.check()]]), ...[bells.check()].filter(part => part !== undefined)],
  })
  for (const plugin of [drain, errors, body, over, log, tracing, auth, metrics, limits, overload, idempotency, actor, security, openapi, realtime, web]) await app.register(plugin)
  await app.register(autoload, {
    dir: join(import.meta.dirname, 'routes'),
    options: { prefix: '/api' },
    indexPattern: /^route\.[jt]s$/,
    ignoreFilter: (path: string) => !/route\.[jt]s$/.test(path),
    routeParams: true,
  })
  const gauges = houseGauges({
    calls: gateway,
    load,
    generations,
    providers: registry.status,
    ledger,
    databasePool: database.pool,
    upstreamConnections: transport.connections,
    countDeliveries: deliveries.countPending,
    isRedisUp: redis && (async () => (await redis.check()).ok),
    isDraining: () => app.isDraining,
  })
  for (const gauge of gauges) measured.gauge(gauge)
  app.addHook('onListen', async () => rotator.start())
  app.addHook('onClose', async () => {
    await rotator.close()
    await closeChats(config.shutdownTimeoutMs)
    await pushService.close(Math.min(2000, config.shutdownTimeoutMs))
    await webhookService.close(Math.min(2000, config.shutdownTimeoutMs))
    audit.close()
    gateway.close()
    await registry.close()
    await ledger.close(config.shutdownTimeoutMs)
    await telemetry?.close(Math.min(2000, config.shutdownTimeoutMs))
    localLimits.close()
    shared?.close()
    sharedAnswers?.close()
    windowStore?.close()
    await tokens.close()
    accounts.close()
    await apiKeys.close()
    await transport.close()
    await budgets.close()
    await bells.close()
    await redis?.close()
    await database.close()
  })
  await app.ready()
  return { app }
}

/** The window of a model that nobody has described, in tokens. */
const assumedWindow = 32_768
