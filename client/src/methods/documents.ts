import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { Document, DocumentPage, DocumentWithContent } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'

/** Which documents: a `prompt` is a system prompt to choose. */
export type DocumentQuery = PageQuery & { kind?: Document['kind'] }

/** The Markdown files of the server. */
export function createDocumentMethods (http: Http, call: Caller) {
  const list = (query: DocumentQuery = {}, options?: CallOptions): Call<DocumentPage> => call(init => http.GET('/api/v1/documents', { ...init, params: { query: writePageQuery(query) } }), options)

  return {
    /** By path. */
    list,
    /** Every document, however many pages they fill. */
    all: ({ limit: _, cursor: __, ...query }: DocumentQuery = {}, options?: CallOptions): AsyncGenerator<Document, void, undefined> =>
      readPages((page, options) => list({ ...query, ...page }, options), options),
    /** With its text. */
    get: (path: string, options?: CallOptions): Call<DocumentWithContent> => call(init => http.GET('/api/v1/documents/{path}', { ...init, params: { path: { path } } }), options),
  }
}
