import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifySchema } from 'fastify'
import fp from 'fastify-plugin'
import { reachable } from '../schemas/type.ts'
import { createAsyncApi } from './asyncapi.ts'

const tags = [
  { name: 'inference', description: 'Ask a model, in the dialect of the SDK that you already use.' },
  { name: 'models', description: 'Which models there are.' },
  { name: 'providers', description: 'Where models come from: add, test and watch providers.' },
  { name: 'aliases', description: 'Model names of your own: fallback, load balancing, system prompts.' },
  { name: 'documents', description: 'The library of Markdown files that chats can use.' },
  { name: 'auth', description: 'Your account: register, sign in, sessions, profile, preferences, your data.' },
  { name: 'users', description: 'Everybody’s accounts, for admins.' },
  { name: 'api-keys', description: 'Keys for programs: scopes, limits, expiry, rotation.' },
  { name: 'analytics', description: 'What calls to models came to: tokens, cost, errors, speed.' },
  { name: 'system', description: 'Whether the server works, and what is left of your limits.' },
]

/** The OpenAPI 3.1 document, made from the routes' schemas, Swagger UI on it at /docs, and the AsyncAPI document of the socket. */
export default fp(async function openapi (app) {
  app.addHook('onRoute', route => {
    for (const [id, schema] of reachable(route.schema)) if (app.getSchema(id) === undefined) app.addSchema(schema)
  })
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

/** What holds slashes, such as a model’s id, is a wildcard at the end of its route; OpenAPI knows it as a parameter by the schema’s title. */
const nameWildcard = (schema: FastifySchema, url: string): { schema: FastifySchema; url: string } => {
  const wildcard = (schema.params as { properties?: Record<string, { title: string }> } | undefined)?.properties?.['*']
  if (wildcard === undefined) return { schema, url }
  const { title: name, ...parameter } = wildcard
  return { schema: { ...schema, params: { type: 'object', properties: { [name]: parameter }, required: [name] } }, url: url.replace(/\*$/, `:${name}`) }
}
