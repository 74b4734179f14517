import Fastify from 'fastify'
import { test } from 'tap'
import auth from '../../src/plugins/auth.ts'
import errors from '../../src/plugins/errors.ts'
import services, { type Services } from '../../src/plugins/services.ts'

/** A server with the guard and nothing else: the services that it asks are never reached. */
const guarded = async () => {
  const app = Fastify()
  const nobody = { config: { addressLimitPerMinute: 1000, metrics: {} }, accounts: { authenticate: () => undefined }, limits: { take: () => ({ ok: true, windows: [] }) } }
  await app.register(services, nobody as unknown as Services)
  await app.register(errors)
  await app.register(auth)
  return app
}

test('a server with a route that does not say who may call it refuses to start, and names it', async t => {
  const app = await guarded()
  app.get('/said', { config: { auth: 'public' } }, async () => 'ok')
  app.get('/forgotten', async () => 'ok')
  await t.rejects(async () => { await app.ready() }, /do not say who may call them.*GET \/forgotten/)
})

test('a scope of third-party routes can declare for all of them', async t => {
  const app = await guarded()
  await app.register(async scope => {
    scope.scopeAuth = 'public'
    scope.get('/theirs', async () => 'ok')
  })
  app.get('/ours', { config: { auth: 'any' } }, async () => 'ok')
  await app.ready()
  t.equal((await app.inject('/theirs')).statusCode, 200)
  t.equal((await app.inject('/ours')).statusCode, 401)
})
