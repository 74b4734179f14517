// Chats on their way out and in: our own format, and what became of an import.
import { type Static, Type } from '@sinclair/typebox'
import type { RatingWord } from '../core/ratings.ts'
import { overflowRules } from '../core/summaries.ts'
import { ChatPart, ContextUsage, TokenUsage } from './chat.ts'
import { Timestamp } from './common.ts'
import { finishWords } from './reply.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const optionalText = (description: string, example: string | null) => Nullable(Type.String(), { description, examples: [example] })

export const exportFormat = 'parlance-chat'
export const exportVersion = 1

const example = {
  format: exportFormat,
  version: exportVersion,
  exportedAt: '2026-11-21T09:30:00.000Z',
  title: 'Holiday plans',
  model: 'demo/parlance',
  systemPrompt: null,
  documents: [],
  tags: ['travel'],
  pinned: false,
  archived: false,
  leafId: 'msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d',
  createdAt: '2026-11-21T09:00:00.000Z',
  activeAt: '2026-11-21T09:00:00.000Z',
  messages: [{
    id: 'msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d',
    parentId: null,
    role: 'user',
    status: 'complete',
    content: [{ type: 'text', text: 'Where is the sea warm in November?' }],
    model: null,
    provider: null,
    finishReason: null,
    usage: null,
    costUsd: null,
    contextUsage: null,
    error: null,
    createdAt: '2026-11-21T09:00:00.000Z',
    completedAt: '2026-11-21T09:00:00.000Z',
  }],
}

export const ExportedMessage = Type.Object({
  id: Type.String({ description: 'Unique within the chat; an import gives new ones.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  parentId: optionalText('The message before it; null for a first one. Siblings are versions.', null),
  role: StringEnum(['user', 'assistant'], { description: 'Who says it.', examples: ['user'] }),
  status: StringEnum(['complete', 'streaming', 'stopped', 'failed', 'interrupted'], { description: 'Whether it was said to its end.', examples: ['complete'] }),
  content: Type.Array(ref(ChatPart), { description: 'What is said.' }),
  model: optionalText('Which model said it.', 'demo/parlance'),
  provider: optionalText('Whose model.', 'demo'),
  finishReason: Nullable(StringEnum(finishWords), { description: 'Why it ended.', examples: ['stop'] }),
  usage: Nullable(ref(TokenUsage), { description: 'Null when it is not known.' }),
  costUsd: Nullable(Type.Number(), { description: 'In US dollars.', examples: [0.0004] }),
  contextUsage: Nullable(ref(ContextUsage), { description: 'Of an answer.' }),
  error: Nullable(Type.Object({ code: Type.String({ examples: ['upstream_failed'] }), message: Type.String({ examples: ['The provider failed.'] }) }), { description: 'Why it failed.' }),
  createdAt: Timestamp('When it began.'),
  completedAt: Nullable(Timestamp('When it ended.')),
}, { $id: 'ExportedMessage', additionalProperties: false, description: 'A message of an exported chat.' })
export type ExportedMessage = Static<typeof ExportedMessage>

export const ChatExport = Type.Object({
  format: Type.Literal(exportFormat, { description: 'What this is.', examples: [exportFormat] }),
  version: Type.Literal(exportVersion, { description: 'Of the format. A later one is refused.', examples: [exportVersion] }),
  exportedAt: Timestamp('When it was written.'),
  title: optionalText('What the chat is called.', 'Holiday plans'),
  model: optionalText('The model that answers; null for the default.', 'demo/parlance'),
  systemPrompt: optionalText('What the model is told first.', null),
  documents: Type.Array(Type.String(), { description: 'Paths of documents that go with every question.', examples: [[]] }),
  tags: Type.Array(Type.String(), { description: 'Words to find it by.', examples: [['travel']] }),
  folder: Type.Optional(optionalText('Where it stood in lists.', 'Travel')),
  whenTooLong: Type.Optional(Nullable(StringEnum(overflowRules), { description: 'When it does not fit the model’s window; null for the default.', examples: [null] })),
  pinned: Type.Boolean({ description: 'Whether it stands at the top.', examples: [false] }),
  archived: Type.Boolean({ description: 'Whether it is out of the way.', examples: [false] }),
  leafId: optionalText('The last message of the branch that is shown.', null),
  createdAt: Timestamp('When it began.'),
  activeAt: Timestamp('When something was last said.'),
  messages: Type.Array(ref(ExportedMessage), { description: 'The whole tree, parents before their children.' }),
}, {
  $id: 'ChatExport',
  additionalProperties: false,
  description: 'A chat as a file.',
  examples: [example],
})
export type ChatExport = Static<typeof ChatExport>

export const ChatMarkdown = Type.String({ $id: 'ChatMarkdown', description: 'The branch of a chat that is shown, to be read.', examples: ['# Holiday plans\n\n## User\n\nWhere is the sea warm in November?\n'] })

/** What is in the list is judged one by one, by the import itself. */
export const ChatImportFile = Type.Union([
  Type.Object({}, { additionalProperties: true, description: 'One chat.' }),
  Type.Array(Type.Object({}, { additionalProperties: true }), { description: 'Several chats.' }),
], { $id: 'ChatImportFile', description: 'Exported chats, one or a list: ours (`ChatExport`), or a `conversations.json` of ChatGPT.', examples: [example, [example]] })

export const ChatArchive = Type.String({ $id: 'ChatArchive', format: 'binary', description: 'A zip with such files, as ChatGPT exports it.' })

export const ImportedChat = Type.Object({
  file: optionalText('In which file of a zip it stands.', 'conversations-001.json'),
  title: optionalText('What it is called; null when that cannot be read.', 'Holiday plans'),
  status: StringEnum(['imported', 'skipped', 'failed'], { description: 'What became of it; in a dry run, what would.', examples: ['imported'] }),
  chatId: optionalText('The new chat; null when there is none.', 'cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'),
  messages: Type.Integer({ minimum: 0, description: 'How many messages it has.', examples: [12] }),
  reason: optionalText('Why it was not imported.', null),
  warnings: Type.Array(Type.String(), { description: 'What of it was changed or left out.', examples: [['1 file is not in the export: cat.png.']] }),
}, { $id: 'ImportedChat', additionalProperties: false, description: 'What became of one chat of an import.' })
export type ImportedChat = Static<typeof ImportedChat>

export const ChatImport = Type.Object({
  dryRun: Type.Boolean({ description: 'Whether nothing was written.', examples: [false] }),
  totals: Type.Object({
    imported: Type.Integer({ minimum: 0, examples: [1] }),
    skipped: Type.Integer({ minimum: 0, examples: [0] }),
    failed: Type.Integer({ minimum: 0, examples: [0] }),
    messages: Type.Integer({ minimum: 0, description: 'Of those that were imported.', examples: [12] }),
  }, { description: 'How many of each.' }),
  items: Type.Array(ref(ImportedChat), { description: 'Every chat of the import, in its order.' }),
}, { $id: 'ChatImport', additionalProperties: false, description: 'What became of an import, chat by chat.' })
export type ChatImport = Static<typeof ChatImport>

/** What somebody thinks of an answer, among their own data. */
export type OwnRating = { chatId: string; messageId: string; rating: RatingWord; comment: string | null; ratedAt: string }
