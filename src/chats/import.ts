import { createHash } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import type { ChatStore } from '../core/chats.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { ChatImport, ImportedChat } from '../schemas/chat-transfer.ts'
import type { Attachments } from './attachments.ts'
import type { ChatsOptions } from './chats.ts'
import { isChatGpt, readChatGpt } from './import-chatgpt.ts'
import { type DraftChat, isFields, readFields } from './import-draft.ts'
import { type Piece, readPieces } from './import-files.ts'
import { isOwnFormat, readOwn } from './import-own.ts'
import { growTree } from './import-tree.ts'

export type ImporterOptions = Pick<ChatsOptions, 'windowOf' | 'documents'> & { store: Pick<ChatStore, 'insertWhole'>; attachments: Pick<Attachments, 'detach'>; clock: Clock; log: Log }

/** An upload: for whom, and whether it is only tried. */
export type Upload = { bytes: Buffer; ownerId: string; isDryRun: boolean }

/** So many chats are told of in one answer. */
const maxItems = 20_000
const maxWarnings = 20

/** Takes in chats from files, each for itself: what is wrong with one is said of it and stops no other. */
export function createImporter ({ store, attachments, windowOf, documents, clock, log }: ImporterOptions) {
  return async ({ bytes, ownerId, isDryRun }: Upload): Promise<ChatImport> => {
    const items: ImportedChat[] = []
    const seen = new Set<string>()
    const isServed = createCheck(model => windowOf(model))
    const isDocument = createCheck(path => documents.check([path]))

    /** With a model that is not there every question in the chat would fail. A document may come back: until then the answers say that it is missing. */
    const settle = async (draft: DraftChat): Promise<void> => {
      if (draft.model !== undefined && !await isServed(draft.model)) {
        draft.warnings.push(`The model ${draft.model} is not served here: the default one answers.`)
        draft.model = undefined
      }
      for (const path of draft.documents) {
        if (!documents.isPath(path)) draft.warnings.push(`${JSON.stringify(path)} is no path of a document and was left out.`)
        else if (!await isDocument(path)) draft.warnings.push(`The document ${path} cannot be read here: questions go without it until it is there.`)
      }
      draft.documents = draft.documents.filter(documents.isPath)
    }

    const take = async (piece: Piece): Promise<Outcome> => {
      if ('problem' in piece) return failed(piece.problem)
      const draft = readDraft(piece.value)
      if (draft.messages.length === 0) return skipped(draft, 'There is no message in it.')
      const hash = hashOf(draft)
      if (seen.has(hash)) return skipped(draft, 'The same chat stands in the import already.')
      seen.add(hash)
      await settle(draft)
      const { chat, messages, warnings } = growTree(draft, { ownerId, now: clock() })
      if (messages.length === 0) return failed('None of its messages has a place in it.', draft)
      if (!isDryRun) {
        const detached = messages.map(message => attachments.detach(chat.id, message.content, message.createdAt))
        await store.insertWhole(chat, messages.map((message, at) => ({ ...message, content: detached[at]!.content })), detached.flatMap(({ attachments }) => attachments))
      }
      return { title: chat.title ?? null, status: 'imported', chatId: isDryRun ? null : chat.id, messages: messages.length, reason: null, warnings }
    }

    for await (const piece of readPieces(bytes)) {
      for (const part of unfold(piece)) {
        if (items.length === maxItems) return report(isDryRun, [...items, { file: part.file ?? null, ...failed(`Only ${maxItems} chats are imported at once; what follows was not read.`) }])
        const outcome = await take(part).catch((thrown: unknown) => {
          if (thrown instanceof GatewayError) return failed(thrown.message)
          log.error({ err: thrown }, 'a chat could not be imported')
          return failed('It could not be imported, for a fault of ours.')
        })
        items.push({ file: part.file ?? null, ...outcome, warnings: outcome.warnings.slice(0, maxWarnings) })
        // others get their turn: SQLite answers without leaving this one
        await breathe()
      }
    }
    if (items.length === 0) throw new GatewayError('invalid_request', 'There are no chats in this file.')
    return report(isDryRun, items)
  }
}

/** Whether something is there, asked once for each name. When that cannot be known, it is taken to be. */
const createCheck = (ask: (name: string) => Promise<unknown>) => {
  const known = new Map<string, Promise<boolean>>()
  return (name: string): Promise<boolean> => {
    const answer = known.get(name) ?? ask(name).then(() => true, (thrown: unknown) => asGatewayError(thrown).status >= 500)
    known.set(name, answer)
    return answer
  }
}

type Outcome = Omit<ImportedChat, 'file'>

/** What `GET /auth/export` answers holds chats beside other things. */
const unfold = (piece: Piece): Piece[] => {
  const chats = 'value' in piece && isFields(piece.value) && !isOwnFormat(piece.value) ? piece.value['chats'] : undefined
  return Array.isArray(chats) ? chats.map(value => ({ file: piece.file, value })) : [piece]
}

const readDraft = (value: unknown): DraftChat => {
  const fields = readFields(value)
  if (isOwnFormat(fields)) return readOwn(fields)
  if (isChatGpt(fields)) return readChatGpt(fields)
  throw new GatewayError('invalid_request', 'It is neither a chat of ours nor one of ChatGPT.')
}

const failed = (reason: string, draft?: DraftChat): Outcome => ({ title: draft?.title ?? null, status: 'failed', chatId: null, messages: 0, reason, warnings: draft?.warnings ?? [] })

const skipped = ({ title, messages, warnings }: DraftChat, reason: string): Outcome => ({ title: title ?? null, status: 'skipped', chatId: null, messages: messages.length, reason, warnings })

/** By what is said and where, not by ids or by where it stands in the file. */
const hashOf = ({ title, messages }: DraftChat): string => {
  const places = new Map(messages.map(({ key }, at) => [key, at]))
  const content = messages.map(({ parentKey, role, content, createdAt }) => [parentKey === undefined ? null : places.get(parentKey) ?? null, role, content, createdAt ?? null])
  return createHash('sha256').update(JSON.stringify([title ?? null, content])).digest('hex')
}

const report = (dryRun: boolean, items: ImportedChat[]): ChatImport => {
  const count = (status: ImportedChat['status']): number => items.filter(item => item.status === status).length
  const messages = items.reduce((sum, item) => item.status === 'imported' ? sum + item.messages : sum, 0)
  return { dryRun, totals: { imported: count('imported'), skipped: count('skipped'), failed: count('failed'), messages }, items }
}
