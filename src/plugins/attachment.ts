import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AttachmentRecord } from '../core/attachments.ts'
import { toDisposition, toFileName } from '../lib/file-name.ts'

/** What browsers show without running anything in it. Everything else is bytes to be saved: a page or a drawing (SVG) may hold scripts. */
const shown: Readonly<Record<string, string>> = {
  'image/png': '.png', 'image/jpeg': '.jpg', 'image/gif': '.gif', 'image/webp': '.webp', 'image/avif': '.avif',
}
const saved: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf', 'audio/mpeg': '.mp3', 'audio/mp3': '.mp3', 'audio/wav': '.wav', 'audio/ogg': '.ogg',
}

/** How long browsers may keep what never changes, in seconds. Only they: it is for whoever asked. */
const forever = 'private, max-age=31536000, immutable'

export type SendOptions = { cacheControl?: string; headers?: Record<string, string> }

/** Sends what somebody has uploaded so that nothing in it can act in the name of this server. The id says what it is, so it never changes. */
export function sendAttachment (request: FastifyRequest, reply: FastifyReply, { id, mediaType, name, data }: AttachmentRecord, { cacheControl = forever, headers = {} }: SendOptions = {}): FastifyReply {
  const type = mediaType.toLowerCase()
  const extension = shown[type] ?? saved[type] ?? ''
  const fileName = toFileName(name ?? '', `${id}${extension}`)
  const etag = `"${id}"`
  void reply.headers({
    ...headers,
    etag,
    'cache-control': cacheControl,
    'content-security-policy': 'sandbox; default-src \'none\'',
    'x-content-type-options': 'nosniff',
  })
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag) === true) return reply.code(304).send()
  return reply.headers({
    'content-type': extension === '' ? 'application/octet-stream' : type,
    'content-disposition': toDisposition(type in shown ? 'inline' : 'attachment', fileName),
  }).send(data)
}
