import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { Document, DocumentPage, DocumentWithContent } from '../schemas.ts'
import { type PageQuery, readPages, writePageQuery } from './pages.ts'

/** Which documents. A `prompt` is a system prompt to choose. */
export type DocumentQuery = PageQuery & { kind?: 'document' | 'prompt' }

/** The library of Markdown files. */
export function createDocumentMethods (http: Http, call: Caller) {
  const list = (query: DocumentQuery = {}, options?: CallOptions): Call<DocumentPage> => call(init => http.GET('/api/v1/documents', { ...init, params: { query: writePageQuery(query) } }), options)

  return {
    /** By path. */
    list,
    /** Every document, however many pages they fill. */
    all: ({ kind }: { kind?: 'document' | 'prompt' } = {}, options?: CallOptions): AsyncGenerator<Document, void, undefined> => readPages((page, options) => list({ ...kind !== undefined && { kind }, ...page }, options), options),
    get: (path: string, options?: CallOptions): Call<DocumentWithContent> => call(init => http.GET('/api/v1/documents/{path}', { ...init, params: { path: { path } } }), options),
  }
}
