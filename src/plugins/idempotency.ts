import { createHash } from 'node:crypto'
import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Claimed, claimOrWait } from '../answers/index.ts'
import { GatewayError } from '../core/errors.ts'

/** What a request was answered, or undefined while it is being carried out. */
type Outcome = { requestHash: string; answer: Promise<Given | undefined>; expiresAt: number }
type Given = { status: number; contentType: string; payload: string }
type Own = { name: string; requestHash: string; settle(given: Given | undefined): void; release(): void }

const keptMs = 24 * 3_600_000
const maxKept = 10_000
const maxPayload = 256 * 1024
const maxKeyLength = 200

/**
 * A POST that is repeated under its Idempotency-Key is carried out once and gets the first answer, for a day, on whichever
 * instance. Questions to models have ways of their own: they are streams, and chats remember them for good.
 */
export default fp(async function idempotency (app) {
  const outcomes = new Map<string, Outcome>()
  const owners = new WeakMap<FastifyRequest, Own>()
  const { keptAnswers } = app.services

  const begin = (request: FastifyRequest, name: string, requestHash: string): void => {
    const { promise, resolve } = Promise.withResolvers<Given | undefined>()
    if (outcomes.size >= maxKept) outcomes.delete(outcomes.keys().next().value!)
    outcomes.set(name, { requestHash, answer: promise, expiresAt: Date.now() + keptMs })
    owners.set(request, { name, requestHash, settle: resolve, release () {} })
  }

  const finish = (request: FastifyRequest, given: Given | undefined): void => {
    const own = owners.get(request)
    if (own === undefined) return
    owners.delete(request)
    if (given === undefined) outcomes.delete(own.name)
    own.settle(given)
    void keep(own, given)
  }

  /** For the other instances, which wait until it is there or there is none. */
  const keep = async ({ name, requestHash, release }: Own, given: Given | undefined): Promise<void> => {
    if (keptAnswers.claim === undefined) return
    const { status, contentType, payload } = given ?? {}
    if (payload !== undefined) await keptAnswers.put(sharedNameOf(name), { status: status!, contentType: contentType!, provider: '', model: '', bytes: Buffer.from(payload), usage: undefined, finish: undefined, at: Date.now(), requestHash }, keptMs)
    release()
  }

  /** What another instance was asked and has answered, or answers just now; undefined when it is ours to carry out. */
  const claim = async (request: FastifyRequest): Promise<Given | undefined> => {
    const own = owners.get(request)!
    const claimed: Claimed = await claimOrWait(keptAnswers, sharedNameOf(own.name), own.requestHash)
    if ('release' in claimed) {
      own.release = claimed.release
      // its client has not waited
      if (owners.get(request) !== own) claimed.release()
      return undefined
    }
    if ('isOther' in claimed) throw isTaken()
    const { status = 200, contentType, bytes } = claimed.kept
    return { status, contentType, payload: bytes.toString() }
  }

  const repeat = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const key = request.headers['idempotency-key']
    if (key === undefined || request.caller === null) return undefined
    if (typeof key !== 'string' || key === '' || key.length > maxKeyLength) throw new GatewayError('invalid_request', `The header Idempotency-Key takes 1 to ${maxKeyLength} characters.`, { param: 'Idempotency-Key' })
    const name = [request.caller.id, request.url, key].join('\0')
    const requestHash = createHash('sha256').update(bytesOf(request)).digest('base64url')
    for (;;) {
      const known = outcomes.get(name)
      if (known === undefined || known.expiresAt <= Date.now()) {
        begin(request, name, requestHash)
        const given = keptAnswers.claim === undefined ? undefined : await claim(request)
        return given === undefined ? undefined : replay(reply, given)
      }
      if (known.requestHash !== requestHash) throw isTaken()
      const given = await known.answer
      if (given !== undefined) return replay(reply, given)
    }
  }

  app.addHook('onRoute', route => {
    const { auth, isInference = auth === 'inference' } = route.config ?? {}
    if (![route.method].flat().includes('POST') || auth === 'public' || isInference) return
    route.preHandler = [...[route.preHandler ?? []].flat(), repeat]
  })
  // what failed may be tried again under its key; nothing was done
  app.addHook('onSend', (request, reply, payload, done) => {
    const isKept = reply.statusCode < 300 && (payload === null || payload === undefined || typeof payload === 'string') && (payload?.length ?? 0) <= maxPayload
    finish(request, isKept ? { status: reply.statusCode, contentType: String(reply.getHeader('content-type') ?? 'application/json; charset=utf-8'), payload: payload ?? '' } : undefined)
    done(null, payload)
  })
  app.addHook('onResponse', (request, _reply, done) => {
    finish(request, undefined)
    done()
  })
}, { name: 'idempotency', dependencies: ['auth', 'body'] })

const isTaken = () => new GatewayError('conflict', 'This Idempotency-Key was used for another request.', { param: 'Idempotency-Key' })

const replay = (reply: FastifyReply, { status, contentType, payload }: Given): FastifyReply =>
  reply.code(status).header('content-type', contentType).header('idempotent-replayed', 'true').send(payload)

const sharedNameOf = (name: string): string => 'post-' + createHash('sha256').update(name).digest('base64url')

const bytesOf = ({ rawBody, body }: FastifyRequest): Buffer => rawBody ?? (Buffer.isBuffer(body) ? body : Buffer.alloc(0))
