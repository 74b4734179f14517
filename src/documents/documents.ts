import type { Stats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AttachedDocuments } from '../core/documents.ts'
import { GatewayError } from '../core/errors.ts'
import type { Clock, Log, Page, PageQuery } from '../core/ports.ts'
import { absent } from './absent.ts'
import { attach, checkAll } from './attach.ts'
import { decode, describe, type Description, headSize } from './describe.ts'
import { isDocumentPath } from './document-path.ts'
import { findDocuments, maxDocuments } from './find-documents.ts'
import { openInside } from './open-inside.ts'
import { readUpTo } from './read-up-to.ts'

/** `folder` need not exist: then the library is empty. */
export type DocumentsOptions = { folder: string; clock: Clock; log: Log }

/** What is known of a document. `path` is relative to the library's folder, with slashes; `size` is bytes, `modifiedAt` milliseconds. */
export type DocumentFacts = Omit<Description, 'bodyAt'> & { path: string; size: number; modifiedAt: number }

/** A document with its Markdown, without the front matter. */
export type DocumentText = DocumentFacts & { content: string }

export type DocumentQuery = PageQuery & { kind?: DocumentFacts['kind'] | undefined }

/** The largest document that is read, in bytes. */
const maxSize = 1024 * 1024

/** How many files are read at once. */
const atOnce = 32

/** A file that was changed this lately may change again without looking any different, in milliseconds. */
const unsettled = 2000

export type Documents = ReturnType<typeof createDocuments>

/** The library. Files are read when they are asked for; what a list says of them is remembered until they change. */
export function createDocuments ({ folder, clock, log }: DocumentsOptions) {
  const remembered = new Map<string, { stamp: string; facts: DocumentFacts }>()
  let isCutKnown = false

  const remember = (path: string, stats: Stats, facts: DocumentFacts): void => {
    remembered.delete(path)
    if (clock() - Math.max(stats.mtimeMs, stats.ctimeMs) < unsettled) return
    if (remembered.size >= maxDocuments) remembered.delete(remembered.keys().next().value!)
    remembered.set(path, { stamp: stampOf(stats), facts })
  }

  const factsOf = async (root: string, path: string): Promise<DocumentFacts | undefined> => {
    const known = remembered.get(path)
    if (known !== undefined) {
      const now = await stat(join(root, path)).catch(absent)
      if (now !== undefined && stampOf(now) === known.stamp) return known.facts
    }
    const opened = await openInside(root, path)
    if (opened === undefined) return undefined
    const { file, stats } = opened
    try {
      const facts = toFacts(path, stats, describe(path, await readUpTo(file, headSize)))
      remember(path, stats, facts)
      return facts
    } finally {
      await file.close()
    }
  }

  /** Throws `not_found`, `document_too_large` and `document_unreadable`. */
  const get = async (path: string): Promise<DocumentText> => {
    const root = isDocumentPath(path) ? await realpath(folder).catch(absent) : undefined
    const opened = root === undefined ? undefined : await openInside(root, path)
    if (opened === undefined) throw new GatewayError('not_found', `There is no document ${JSON.stringify(path)}.`)
    const { file, stats } = opened
    try {
      const bytes = await readUpTo(file, maxSize + 1)
      if (bytes.length > maxSize) throw new GatewayError('document_too_large', `The document ${JSON.stringify(path)} has more than ${maxSize} bytes.`)
      const text = decode(bytes)
      if (text === undefined) throw new GatewayError('document_unreadable', `The document ${JSON.stringify(path)} is not text in UTF-8.`)
      const description = describe(path, bytes)
      return { ...toFacts(path, stats, description), content: text.slice(description.bodyAt) }
    } finally {
      await file.close()
    }
  }

  return {
    get,

    /** By path. The cursor is the last path of the page before. */
    async list ({ limit, cursor, kind }: DocumentQuery): Promise<Page<DocumentFacts>> {
      const root = await realpath(folder).catch(absent)
      if (root === undefined) return { data: [], nextCursor: undefined }
      const { paths, isCut } = await findDocuments(root)
      if (isCut && !isCutKnown) log.warn({ folder, listed: paths.length }, 'the folder of documents is too large: not everything in it is listed')
      isCutKnown = isCut
      const rest = cursor === undefined ? paths : paths.filter(path => path > cursor)
      const data: DocumentFacts[] = []
      for (let at = 0; at < rest.length && data.length <= limit; at += atOnce) {
        const found = await Promise.all(rest.slice(at, at + atOnce).map(path => factsOf(root, path)))
        data.push(...found.filter(facts => facts !== undefined).filter(facts => kind === undefined || facts.kind === kind))
      }
      return { data: data.slice(0, limit), nextCursor: data.length > limit ? data[limit - 1]!.path : undefined }
    },

    isPath: isDocumentPath,

    /** Throws `invalid_request` that names the first one that cannot be read. */
    check: (paths: readonly string[]): Promise<void> => checkAll(paths, get),

    /** What a model is told of the documents that a chat has. */
    attach: (paths: readonly string[]): Promise<AttachedDocuments> => attach(paths, get),
  }
}

const toFacts = (path: string, { size, mtimeMs }: Stats, { title, kind, frontMatter }: Description): DocumentFacts => ({ path, title, kind, frontMatter, size, modifiedAt: mtimeMs })

/** Tells one state of a file from any other. */
const stampOf = ({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string => `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`
