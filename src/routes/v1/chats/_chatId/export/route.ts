import { Readable } from 'node:stream'
import { Type } from '@sinclair/typebox'
import { toAttachment } from '../../../../../lib/file-name.ts'
import type { App } from '../../../../../plugins/app.ts'
import { ChatParams } from '../../../../../schemas/chat-params.ts'
import { ChatExport, ChatMarkdown } from '../../../../../schemas/chat-transfer.ts'
import { problems } from '../../../../../schemas/error.ts'
import { ref, StringEnum } from '../../../../../schemas/type.ts'

const ExportQuery = Type.Object({
  format: Type.Optional(StringEnum(['json', 'markdown'], { description: '`json`: everything, to be imported again. `markdown`: the branch that is shown, to be read.', default: 'json' })),
}, { additionalProperties: false })

const types = { json: 'application/json; charset=utf-8', markdown: 'text/markdown; charset=utf-8' }

export default async function exportChat (app: App) {
  const { chats } = app.services
  app.get('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'getChatExport',
      tags: ['chats'],
      summary: 'Take a chat along as a file',
      params: ChatParams,
      querystring: ExportQuery,
      response: {
        200: { description: 'The chat.', content: { 'application/json': { schema: ref(ChatExport) }, 'text/markdown': { schema: ref(ChatMarkdown) } } },
        ...problems('unauthorized', 'forbidden', 'not_found'),
      },
    },
  }, async ({ params: { chatId }, query: { format = 'json' }, caller }, reply) => {
    const { name, text } = await chats.transfers.export(caller!, chatId, format)
    return reply.headers({ 'content-type': types[format], 'content-disposition': toAttachment(name), 'cache-control': 'no-store' }).send(Readable.from(text) as never) // a stream goes out as it is; its type is the schema's
  })
}
