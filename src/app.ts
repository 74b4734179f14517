// The composition root: makes the services, registers plugins and routes. The only file that knows every room.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import autoload from '@fastify/autoload'
import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { createAccounts, createApiKeys, createChanges, type Eraser, type Exporter } from './accounts/index.ts'
import { createChatService, searchedText, type Window } from './chats/index.ts'
import { type Config, loadSecrets } from './config/index.ts'
import { retryHeaders, toEnvelope } from './core/envelope.ts'
import { GatewayError } from './core/errors.ts'
import type { Receipt } from './core/chat.ts'
import type { Log } from './core/ports.ts'
import { createDocuments } from './documents/index.ts'
import { createGateway } from './gateway/index.ts'
import { requestIdOf } from './lib/request-id.ts'
import { createLimitStore } from './limits/index.ts'
import type { App } from './plugins/app.ts'
import auth from './plugins/auth.ts'
import body from './plugins/body.ts'
import drain from './plugins/drain.ts'
import errors from './plugins/errors.ts'
import limits from './plugins/limits.ts'
import log from './plugins/log.ts'
import openapi from './plugins/openapi.ts'
import { rewritePath } from './plugins/path-alias.ts'
import security from './plugins/security.ts'
import { buildSerializer } from './plugins/serialization.ts'
import services from './plugins/services.ts'
import { buildValidator } from './plugins/validation.ts'
import web from './plugins/web.ts'
import { loadProviders } from './providers/index.ts'
import { realtime } from './realtime/index.ts'
import { createRegistry } from './registry/index.ts'
import { createAliasStore, createApiKeyStore, createChatStore, createGenerationStore, createProviderStore, createSearchStore, createSessionStore, createUserStore, createVault, loadSearchKey, migrate, openDatabase, rotateSealed } from './storage/index.ts'
import { createTokenCounter } from './tokens/index.ts'
import { createTransport } from './transport/index.ts'

const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version

export type BuildOptions = {
  config: Config
  log: FastifyBaseLogger
  /** Told each settled receipt; for tests and, later, the ledger. */
  onReceipt?(receipt: Receipt): void
}

/** Makes a server that is ready to listen. */
export async function buildApp ({ config, log: logger, onReceipt }: BuildOptions): Promise<{ app: App }> {
  const clock = Date.now
  const secrets = await loadSecrets({ config })
  for (const notice of secrets.notices) logger.warn(notice)
  const database = await openDatabase({ url: config.databaseUrl?.reveal(), dataDir: config.dataDir, log: logger as Log })
  await migrate(database)
  const vault = createVault(secrets.encryptionKeys)
  const { failed } = await rotateSealed(database, vault)
  if (failed > 0) logger.warn({ failed }, 'some stored secrets cannot be opened: a key is missing from ENCRYPTION_KEY')

  const transport = createTransport({ connectTimeoutMs: config.upstream.connectTimeoutMs })
  const registry = createRegistry({
    plugins: await loadProviders([...config.providerPlugins], logger as Log),
    store: createProviderStore(database, vault),
    aliasStore: createAliasStore(database),
    createFetchJson: transport.fetchJson,
    clock,
    log: logger as Log,
    environment: config.environment,
    modelCacheTtlMs: config.modelCacheTtlMs,
    defaultTimeoutMs: config.upstream.timeoutMs,
  })
  await registry.start()
  const changes = createChanges()
  const { userLimits } = config
  const apiKeys = createApiKeys({ store: createApiKeyStore(database), changes, clock, log: logger as Log, userLimits, adminKey: config.adminApiKey?.reveal() })
  const tokens = createTokenCounter()
  const gateway = createGateway({ directory: registry, transport, clock, silenceMs: config.upstream.timeoutMs, systemPrompt: config.systemPrompt, ...(onReceipt && { onReceipt }) })
  const limitStore = createLimitStore({ clock })
  const exporters: Exporter[] = []
  const erasers: Eraser[] = []
  const userStore = createUserStore(database, vault)
  const accounts = createAccounts({
    userStore,
    sessionStore: createSessionStore(database),
    apiKeys,
    changes,
    limits: limitStore,
    clock,
    log: logger as Log,
    jwtSecrets: secrets.jwtSecrets,
    registration: config.registration,
    registrationsPerHour: config.addressLimitPerMinute,
    userLimits,
    exporters,
    erasers,
  })

  const documents = createDocuments({ folder: config.documentsDir, clock, log: logger as Log })
  const chatStore = createChatStore(database, vault)
  const { chats, generations, ownChats, close: closeChats } = createChatService({
    store: chatStore,
    generationStore: createGenerationStore(database, vault),
    searchStore: createSearchStore(database, { chats: chatStore, textOf: searchedText }),
    searchKey: await loadSearchKey(database, vault),
    gateway,
    windowOf: async (name): Promise<Window> => {
      const model = registry.alias(name)?.models[0] ?? name
      await registry.resolve(model)
      const listed = await registry.findModel(model).catch(() => undefined)
      const limit = listed?.contextWindow ?? assumedWindow
      return { limit, isKnown: listed?.contextWindow !== undefined, forAnswer: Math.min(listed?.maxOutputTokens ?? 4096, Math.floor(limit / 4)) }
    },
    readDocuments: documents.textsOf,
    countTokens: tokens.count,
    // no user name looks like an id, and e-mail addresses are nobody's to try
    findPerson: async name => await userStore.find(name) ?? (name.includes('@') ? undefined : userStore.findByLogin(name)),
    autoTitle: config.autoTitle,
    defaults: { model: config.defaultModel, systemPrompt: undefined, temperature: config.chatDefaults.temperature, maxTokens: config.chatDefaults.maxTokens },
    isAlone: database.engine === 'sqlite',
    staleMs: config.generationStaleMs,
    clock,
    log: logger as Log,
  })
  await generations.recover()
  exporters.push(ownChats.collect)
  erasers.push(ownChats.erase)

  const app = createServer(config, logger)
  await app.register(services, {
    config,
    version,
    startedAt: clock(),
    apiKeys,
    accounts,
    chats,
    documents,
    registry,
    gateway,
    limits: limitStore,
    tokens,
    checkParts: async () => [await database.check()],
  })
  for (const plugin of [drain, errors, body, log, auth, limits, security, openapi, realtime, web]) await app.register(plugin)
  await app.register(autoload, {
    dir: join(import.meta.dirname, 'routes'),
    options: { prefix: '/api' },
    indexPattern: /^route\.[jt]s$/,
    ignoreFilter: (path: string) => !/route\.[jt]s$/.test(path),
    routeParams: true,
  })
  app.addHook('onClose', async () => {
    await closeChats(config.shutdownTimeoutMs)
    gateway.close()
    limitStore.close()
    await tokens.close()
    accounts.close()
    await apiKeys.close()
    await transport.close()
    await database.close()
  })
  await app.ready()
  return { app }
}

/** The window of a model that nobody has described, in tokens. */
const assumedWindow = 32_768

const createServer = (config: Config, loggerInstance: FastifyBaseLogger): App => Fastify({
  loggerInstance,
  childLoggerFactory: logger => logger, // a child a request costs more than its line; lines name their request themselves
  logController: new LogController({ disableRequestLogging: true }), // one line a request is written by plugins/log.ts
  bodyLimit: config.bodyLimit,
  trustProxy: config.trustProxy as boolean, // its type forgets the number of hops
  genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
  rewriteUrl: ({ url }) => rewritePath(url!),
  routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
  keepAliveTimeout: 75_000,
  requestTimeout: 120_000,
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  schemaController: { compilersFactory: { buildValidator, buildSerializer } as never }, // its type knows only the compilers that ship with Fastify
  frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    const failure = new GatewayError('invalid_request', 'The address of the request cannot be read.', { status: 400, cause: error })
    void reply.code(400).headers(retryHeaders(failure)).send(toEnvelope(failure, request.id))
  },
  clientErrorHandler,
}) as unknown as App

/** What is not even HTTP never reaches a route; it gets the envelope all the same. */
function clientErrorHandler (error: NodeJS.ErrnoException, socket: import('node:net').Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const failure = error.code === 'HPE_HEADER_OVERFLOW'
    ? new GatewayError('headers_too_large', 'The headers of the request are too large.')
    : new GatewayError('invalid_request', error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'The request did not arrive in time.' : 'This is not a valid HTTP request.')
  const requestId = requestIdOf(undefined)
  const text = JSON.stringify(toEnvelope(failure, requestId))
  socket.end(`HTTP/1.1 ${failure.status} ${failure.status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nx-request-id: ${requestId}\r\nconnection: close\r\n\r\n${text}`)
}
