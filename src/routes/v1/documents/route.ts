import { Type } from '@sinclair/typebox'
import type { DocumentFacts } from '../../../documents/index.ts'
import type { App } from '../../../plugins/app.ts'
import { PageQuery } from '../../../schemas/common.ts'
import { Document, DocumentKind, DocumentPage, DocumentWithContent } from '../../../schemas/document.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'

const DocumentQuery = Type.Object({
  limit: PageQuery.properties.limit,
  cursor: Type.Optional(Type.String({ maxLength: 500, description: PageQuery.properties.cursor.description! })),
  kind: Type.Optional(DocumentKind),
}, { additionalProperties: false })

/** A file system keeps times that no calendar has. */
const lastMoment = Date.parse('9999-12-31T23:59:59.999Z')

const toDocument = <T extends DocumentFacts>({ modifiedAt, ...facts }: T) =>
  ({ ...facts, modifiedAt: new Date(Math.min(Math.max(modifiedAt, 0), lastMoment)).toISOString() })

export default async function documentList (app: App) {
  const { documents } = app.services

  app.get('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'listDocuments',
      tags: ['documents'],
      summary: 'List the documents',
      description: 'The Markdown files below `DOCUMENTS_DIR`, by path. Hidden ones are left out.',
      querystring: DocumentQuery,
      response: { 200: json('Documents.', DocumentPage), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ query: { limit = 50, cursor, kind } }): Promise<DocumentPage> => {
    const { data, nextCursor } = await documents.list({ limit, cursor, kind })
    return { data: data.map(toDocument) satisfies Document[], nextCursor: nextCursor ?? null }
  })

  app.get('/*', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'getDocument',
      tags: ['documents'],
      summary: 'Read one document',
      params: Type.Object({ '*': Type.String({ title: 'path', minLength: 1, maxLength: 500, description: 'Its path. Slashes may be encoded.', examples: ['guides/tone.md'] }) }),
      response: { 200: json('The document.', DocumentWithContent), ...problems('unauthorized', 'forbidden', 'not_found', 'document_too_large', 'document_unreadable') },
    },
  }, async ({ params }): Promise<DocumentWithContent> => toDocument(await documents.get(params['*'])))
}
