import { existsSync } from 'node:fs'
import { join } from 'node:path'
import statics from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { framePolicies, pagePolicy } from './web-policies.ts'

const folder = join(import.meta.dirname, '../../web/dist')
/** Their names hold the hash of their content. */
const isHashed = (path: string): boolean => path.startsWith('/assets/')
const immutable = 'public, max-age=31536000, immutable'
/** Asked for again each time, and answered with 304 while they are the same. */
const fresh = 'no-cache'
/** What is the server's own: nothing below it is a page. */
const isReserved = (path: string): boolean => /^\/(api|v1|docs|socket\.io|openapi\.json|asyncapi\.json|metrics)(\/|$)/.test(path)
const isFile = (path: string): boolean => /\.\w+$/.test(path)
const acceptsPage = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') === true

/**
 * Serves the page at `/`, if it was built. Every path that is no file and nobody else's is one of the page's own, for
 * those who ask for HTML; programs get the same 404 as everywhere.
 */
export default fp(async function web (app) {
  await app.register(async site => {
    const isBuilt = existsSync(join(folder, 'index.html'))
    if (isBuilt) await site.register(statics, { root: folder, serve: false, preCompressed: true, cacheControl: false, index: false, dotfiles: 'deny' })

    const send = (request: FastifyRequest, reply: FastifyReply): FastifyReply | void => {
      const path = request.url.split('?', 1)[0]!
      if (isReserved(path)) return reply.callNotFound()
      // Claude Code asks whether there is anything at all
      if (path === '/' && !(isBuilt && acceptsPage(request))) return request.method === 'HEAD' ? reply.send() : reply.redirect('/docs')
      if (isBuilt && isFile(path)) return reply.sendFile(path.slice(1))
      return isBuilt && acceptsPage(request) ? reply.sendFile('index.html') : reply.callNotFound()
    }

    site.route({
      method: ['GET', 'HEAD'],
      url: '/*',
      config: { auth: 'public' },
      schema: { hide: true },
      onSend (request, reply, payload, done) {
        const path = request.url.split('?', 1)[0]!
        if (reply.statusCode < 400) void reply.header('cache-control', isHashed(path) ? immutable : fresh)
        // after the hook of plugins/security.ts, whose policy is for answers that are no pages
        if (reply.getHeader('content-type')?.toString().startsWith('text/html') === true) {
          const policy = framePolicies[path]
          void reply.header('content-security-policy', policy ?? pagePolicy)
          if (policy === undefined) void reply.header('x-frame-options', 'DENY')
        }
        // frames have an origin of their own, which is nobody's: what they load has to allow everybody
        if (isHashed(path)) void reply.header('access-control-allow-origin', '*')
        done(null, payload)
      },
      handler: send,
    })
  })
}, { name: 'web', dependencies: ['openapi', 'security'] })
