import { GatewayError } from '../../../../../../core/errors.ts'
import { sendAttachment } from '../../../../../../plugins/attachment.ts'
import type { App } from '../../../../../../plugins/app.ts'
import { AttachmentBytes } from '../../../../../../schemas/attachment-bytes.ts'
import { SharedAttachmentParams } from '../../../../../../schemas/chat-params.ts'
import { problems } from '../../../../../../schemas/error.ts'
import { ref } from '../../../../../../schemas/type.ts'

/** A chat that was shared is one request, its pictures are many. */
const perChat = 10

/** A link may end at any time, and with it what it showed. */
const privately = { 'x-robots-tag': 'noindex, nofollow', 'referrer-policy': 'no-referrer' }

export default async function sharedAttachment (app: App) {
  const { chats: { shares }, limits, config } = app.services
  app.get('', {
    config: { auth: 'public' },
    schema: {
      operationId: 'getSharedAttachment',
      tags: ['chats'],
      summary: 'Read an image or file of a shared chat',
      description: 'For anybody who has the link, and only what the snapshot shows.',
      params: SharedAttachmentParams,
      response: {
        200: { description: 'The bytes.', content: { 'application/octet-stream': { schema: ref(AttachmentBytes) } } },
        304: { description: 'You have them already.', type: 'null' },
        ...problems('not_found'),
      },
    },
  }, async (request, reply) => {
    const { params: { token, attachmentId }, ip } = request
    const { ok, windows: [window] } = await limits.take([{ key: `shared file ${ip}`, limit: config.addressLimitPerMinute * perChat, windowMs: 60_000 }])
    if (!ok) throw new GatewayError('rate_limited', 'Too many files of shared chats were read from this address.', { retryAfterMs: window!.resetAt - Date.now() })
    return sendAttachment(request, reply, await shares.attachment(token, attachmentId), { cacheControl: 'private, no-cache', headers: privately }) as never // bytes go out as they are; their type is the schema's
  })
}
