import { sendAttachment } from '../../../../../../plugins/attachment.ts'
import type { App } from '../../../../../../plugins/app.ts'
import { AttachmentBytes } from '../../../../../../schemas/attachment-bytes.ts'
import { AttachmentParams } from '../../../../../../schemas/chat-params.ts'
import { problems } from '../../../../../../schemas/error.ts'
import { ref } from '../../../../../../schemas/type.ts'

export default async function attachment (app: App) {
  const { chats: { attachments } } = app.services
  app.get('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'getChatAttachment',
      tags: ['chats'],
      summary: 'Read an image or file of a chat',
      description: 'The bytes that a message names. They never change. Pictures are sent as what they are, everything that a browser might run as bytes to be saved.',
      params: AttachmentParams,
      response: {
        200: { description: 'The bytes.', content: { 'application/octet-stream': { schema: ref(AttachmentBytes) } } },
        304: { description: 'You have them already.', type: 'null' },
        ...problems('unauthorized', 'forbidden', 'not_found'),
      },
    },
  }, async (request, reply) => {
    const { params: { chatId, attachmentId }, caller } = request
    return sendAttachment(request, reply, await attachments.get(caller!, chatId, attachmentId)) as never // bytes go out as they are; their type is the schema's
  })
}
