// The library of documents, as chats need it.

/** What a model is told of the documents of a chat, in their order. `isPrompt`: it stands in the place of a system prompt. `missing`: paths of those that cannot be read now. */
export type AttachedDocuments = { texts: { text: string; isPrompt: boolean }[]; missing: string[] }

export type DocumentLibrary = {
  /** Whether it may be the path of a document at all. */
  isPath(path: string): boolean
  /** Throws `invalid_request` that names the first one that cannot be read. */
  check(paths: readonly string[]): Promise<void>
  /** Says what cannot be read instead of failing. */
  attach(paths: readonly string[]): Promise<AttachedDocuments>
}
