import { Type } from '@sinclair/typebox'
import { toSharedChat } from '../../../../chats/index.ts'
import { GatewayError } from '../../../../core/errors.ts'
import type { App } from '../../../../plugins/app.ts'
import { SharedChat, ShareToken } from '../../../../schemas/chat-share.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'

/** For those who have the link, and for nobody else: no search engine, no cache on the way, no page that is linked from it. */
const privately = { 'x-robots-tag': 'noindex, nofollow', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

export default async function shared (app: App) {
  const { chats: { shares }, limits, config } = app.services
  app.get('', {
    config: { auth: 'public' },
    schema: {
      operationId: 'getSharedChat',
      tags: ['chats'],
      summary: 'Read a shared chat',
      description: 'For anybody who has the link. A link that never was, one that was revoked and one that has expired are answered alike.',
      params: Type.Object({ token: ShareToken }),
      response: { 200: json('The snapshot.', SharedChat), ...problems('not_found') },
    },
  }, async ({ params: { token }, ip }, reply): Promise<SharedChat> => {
    void reply.headers(privately)
    const { ok, windows: [window] } = await limits.take([{ key: `shared ${ip}`, limit: config.addressLimitPerMinute, windowMs: 60_000 }])
    if (!ok) throw new GatewayError('rate_limited', 'Too many shared chats were read from this address.', { retryAfterMs: window!.resetAt - Date.now() })
    return toSharedChat(await shares.open(token), token)
  })
}
