import { Type } from '@sinclair/typebox'
import { maxUpload } from '../../../../chats/index.ts'
import type { App } from '../../../../plugins/app.ts'
import { buildValidator } from '../../../../plugins/validation.ts'
import { ChatArchive, ChatImport, ChatImportFile } from '../../../../schemas/chat-transfer.ts'
import { problems } from '../../../../schemas/error.ts'
import { json } from '../../../../schemas/json.ts'
import { ref } from '../../../../schemas/type.ts'

const ImportQuery = Type.Object({
  dryRun: Type.Optional(Type.Boolean({ description: 'Only says what would happen.', default: false })),
}, { additionalProperties: false })

/** As browsers and shells name a zip; what it is, its bytes say. */
const zipTypes = ['application/zip', 'application/x-zip-compressed', 'application/octet-stream']

export default async function importChats (app: App) {
  const { chats } = app.services
  // a file as it is: it may be too large to be parsed in one go
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<Buffer>(['application/json', ...zipTypes], { parseAs: 'buffer', bodyLimit: maxUpload }, (_request, bytes, done) => done(null, bytes))

  app.post('', {
    config: { auth: 'chats', perHour: app.services.config.importsPerHour },
    bodyLimit: maxUpload,
    // its body is judged chat by chat, not as a whole
    validatorCompiler: route => route.httpPart === 'body' ? value => ({ value }) : buildValidator()(route as { schema: object }),
    schema: {
      operationId: 'createChatImport',
      tags: ['chats'],
      summary: 'Import chats',
      description: 'Exports of this server and of ChatGPT (Settings → Data controls → Export data), up to 128 MB: as one JSON file, or the zip as it is, with one or several `conversations.json`. Every chat is taken in by itself, with new ids; the answer says of each what became of it. Times and branches are kept; pictures and other files of ChatGPT are listed as missing.',
      querystring: ImportQuery,
      body: { content: { 'application/json': { schema: ref(ChatImportFile) }, 'application/zip': { schema: ref(ChatArchive) } } },
      response: { 200: json('What became of each chat.', ChatImport), ...problems('unauthorized', 'forbidden', 'body_too_large', 'unsupported_media_type') },
    },
  }, async ({ query: { dryRun = false }, body, caller }): Promise<ChatImport> => chats.transfers.import(caller!, (body as Buffer | undefined) ?? Buffer.alloc(0), { isDryRun: dryRun })) // see the parser
}
