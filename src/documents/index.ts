// The Markdown library: the documents below one folder, and nothing outside of it.
export { createDocuments, type DocumentFacts, type Documents, type DocumentText } from './documents.ts'
