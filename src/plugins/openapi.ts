import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { reachable, ref } from '../schemas/type.ts'
import { webhookEvents } from '../schemas/webhook-events.ts'
import { createAsyncApi } from './asyncapi.ts'

const tags = [
  { name: 'inference', description: 'Ask a model, in the dialect of the SDK that you already use.' },
  { name: 'models', description: 'Which models there are.' },
  { name: 'providers', description: 'Where models come from: add, test and watch providers.' },
  { name: 'aliases', description: 'Model names of your own: fallback, load balancing, system prompts.' },
  { name: 'documents', description: 'The library of Markdown files that chats can use.' },
  { name: 'auth', description: 'Your account: register, sign in, sessions, profile, preferences, your data.' },
  { name: 'push', description: 'Your browsers that are told when an answer is ready.' },
  { name: 'users', description: 'Everybody’s accounts, for admins.' },
  { name: 'api-keys', description: 'Keys for programs: scopes, limits, expiry, rotation.' },
  { name: 'analytics', description: 'What calls to models came to: tokens, cost, errors, speed.' },
  { name: 'system', description: 'Whether the server works, and what is left of your limits.' },
]

/** The OpenAPI 3.1 document, made from the routes' schemas, Swagger UI on it at /docs, and the AsyncAPI document of the socket. */
export default fp(async function openapi (app) {
  const register = (schema: unknown): void => {
    for (const [id, named] of reachable(schema)) if (app.getSchema(id) === undefined) app.addSchema(named)
  }
  app.addHook('onRoute', ({ schema }) => register(schema))
  register(Object.values(webhookEvents).map(ref))
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Parlance',
        version: app.services.version,
        description: 'A self-hosted AI chat backend: one API in front of every model provider. What happens in chats is told over sockets too: see [/asyncapi.json](/asyncapi.json).',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This server' }],
      tags,
      webhooks: describeWebhooks(),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key (`plk_…`), or the access token of somebody who is signed in.' },
          apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The same, as Anthropic’s clients send it.' },
        },
      },
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => typeof json.$id === 'string' ? json.$id : `def-${index}` },
    transform: ({ schema, url, route }) => {
      const access = route.config?.auth
      const security = access === 'public' ? [] : [{ bearer: [] }, { apiKey: [] }]
      return nameWildcard({ ...schema, security }, url)
    },
  })
  await app.register(async docs => {
    // the pages and their assets are for anybody; what they call is not
    docs.scopeAuth = 'public'
    await docs.register(swaggerUi, { routePrefix: '/docs', uiConfig: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true } })
  })
  app.get('/openapi.json', { config: { auth: 'public' }, schema: { hide: true } }, async () => app.swagger())
  const asyncApi = createAsyncApi(app.services.version)
  app.get('/asyncapi.json', { config: { auth: 'public' }, schema: { hide: true } }, async () => asyncApi)
}, { name: 'openapi', dependencies: ['services'] })

/** What the server posts to those who asked for it with `POST /webhooks`. */
const describeWebhooks = () => Object.fromEntries(Object.entries(webhookEvents).map(([type, { $id, description }]) => [type, {
  post: {
    operationId: `on${$id!.replace(/Event$/, '')}`,
    summary: description!,
    tags: ['webhooks'],
    security: [],
    parameters: [
      { name: 'webhook-id', in: 'header' as const, required: true, description: 'The event: the same at every attempt.', schema: { type: 'string' as const, examples: ['evt_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] } },
      { name: 'webhook-timestamp', in: 'header' as const, required: true, description: 'When this attempt was made, in seconds since 1970.', schema: { type: 'integer' as const, examples: [1_795_253_400] } },
      { name: 'webhook-signature', in: 'header' as const, required: true, description: 'By the Standard Webhooks scheme: `v1,` and an HMAC-SHA256 in base64; several during the overlap of a rotation, with a space between.', schema: { type: 'string' as const, examples: ['v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4='] } },
    ],
    requestBody: { required: true, content: { 'application/json': { schema: { $ref: `#/components/schemas/${$id}` } } } },
    responses: { '2XX': { description: 'It has arrived. Anything else, or nothing for ten seconds, is tried again.' }, 410: { description: 'The receiver is gone for good: the webhook is disabled.' } },
  },
}]))

/** What holds slashes, such as a model’s id, is a wildcard at the end of its route; OpenAPI knows it as a parameter by the schema’s title. */
const nameWildcard = (schema: FastifySchema, url: string): { schema: FastifySchema; url: string } => {
  const wildcard = (schema.params as { properties?: Record<string, { title: string }> } | undefined)?.properties?.['*']
  if (wildcard === undefined) return { schema, url }
  const { title: name, ...parameter } = wildcard
  return { schema: { ...schema, params: { type: 'object', properties: { [name]: parameter }, required: [name] } }, url: url.replace(/\*$/, `:${name}`) }
}
