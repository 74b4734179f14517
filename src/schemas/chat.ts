import { type Static, Type } from '@sinclair/typebox'
import { ratingWords } from '../core/ratings.ts'
import { overflowRules } from '../core/summaries.ts'
import { NextCursor, Timestamp } from './common.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const ChatId = Type.String({ description: 'The chat.', examples: ['cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })
const MessageId = Type.String({ description: 'The message.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })
const attachmentId = 'att_9f2c3d4e5f7a8b9c0d1e2f3a4b5c6d7e'
const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', description: 'What it is called. Absent: made from what is said in it.', examples: ['Holiday plans'] })
const ModelName = Type.String({ minLength: 1, maxLength: 300, description: 'The model that answers. Absent: `DEFAULT_MODEL`.', examples: ['demo/parlance'] })
const SystemPrompt = Type.String({ maxLength: 100_000, description: 'What the model is told before everything else.', examples: ['Answer in one paragraph.'] })
const Documents = Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 20, uniqueItems: true, description: 'Paths of documents that go with every question.', examples: [['guides/tone.md']] })
const whenTooLongText = 'When it does not fit the model’s window. `refuse`: 400 `context_length_exceeded` with the numbers. `summarise`: a summary by the same model stands for the older messages. `omit`: the oldest are left out. `contextUsage` says what became of them.'
const WhenTooLong = StringEnum(overflowRules, { description: whenTooLongText, examples: ['summarise'] })
const Tags = Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { maxItems: 20, uniqueItems: true, description: 'Words to find it by.', examples: [['travel']] })
const Folder = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', description: 'Where it stands in lists.', examples: ['Travel'] })

export const CreateChat = Type.Object({
  title: Type.Optional(Title),
  model: Type.Optional(ModelName),
  systemPrompt: Type.Optional(SystemPrompt),
  documents: Type.Optional(Documents),
  tags: Type.Optional(Tags),
  folder: Type.Optional(Nullable(Folder, { description: 'Where it stands in lists. Null: in no folder.' })),
  whenTooLong: Type.Optional(WhenTooLong),
  temporary: Type.Optional(Type.Boolean({ description: 'Whether it is neither listed nor found by words, and removed `TEMPORARY_CHAT_RETENTION_HOURS` after the last word.', examples: [false] })),
}, { $id: 'CreateChat', additionalProperties: false, description: 'A chat to begin.', examples: [{ title: 'Holiday plans', model: 'demo/parlance' }] })
export type CreateChat = Static<typeof CreateChat>

export const UpdateChat = Type.Object({
  title: Type.Optional(Nullable(Title, { description: 'Null: made from what is said in it.' })),
  model: Type.Optional(Nullable(ModelName, { description: 'Null: the default.' })),
  systemPrompt: Type.Optional(Nullable(SystemPrompt, { description: 'Null: the default.' })),
  documents: Type.Optional(Documents),
  tags: Type.Optional(Tags),
  folder: Type.Optional(Nullable(Folder, { description: 'Null: in no folder.' })),
  whenTooLong: Type.Optional(Nullable(WhenTooLong, { description: 'Null: the default, `WHEN_TOO_LONG`.' })),
  pinned: Type.Optional(Type.Boolean({ description: 'Whether it stands at the top.', examples: [true] })),
  archived: Type.Optional(Type.Boolean({ description: 'Whether it is out of the way.', examples: [false] })),
  temporary: Type.Optional(Type.Literal(false, { description: 'Keeps a temporary chat after all.', examples: [false] })),
  leafId: Type.Optional(Type.String({ description: 'Shows the branch of this message, to its newest end.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })),
}, { $id: 'UpdateChat', additionalProperties: false, minProperties: 1, description: 'A change; what is absent stays.', examples: [{ title: 'Holiday plans, revised', pinned: true }] })
export type UpdateChat = Static<typeof UpdateChat>

export const Chat = Type.Object({
  id: ChatId,
  ownerId: Type.String({ description: 'Who began it.', examples: ['usr_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
  role: StringEnum(['owner', 'editor', 'viewer'], { description: 'What the caller may do in it.', examples: ['owner'] }),
  title: Nullable(Type.String(), { description: 'Null while nothing was said.', examples: ['Holiday plans'] }),
  model: Nullable(Type.String(), { description: 'Null: the default.', examples: ['demo/parlance'] }),
  systemPrompt: Nullable(Type.String(), { description: 'Null: the default.', examples: [null] }),
  documents: Documents,
  tags: Tags,
  folder: Nullable(Type.String(), { description: 'Where it stands in lists; null in no folder.', examples: ['Travel'] }),
  whenTooLong: Nullable(WhenTooLong, { description: `${whenTooLongText} Null: the default, \`WHEN_TOO_LONG\`.`, examples: [null] }),
  pinned: Type.Boolean({ description: 'Whether it stands at the top.', examples: [false] }),
  archived: Type.Boolean({ description: 'Whether it is out of the way.', examples: [false] }),
  temporary: Type.Boolean({ description: 'Whether it is neither listed nor found, and soon removed.', examples: [false] }),
  leafId: Nullable(Type.String(), { description: 'The last message of the branch that is shown.', examples: [null] }),
  match: Type.Optional(Type.Object({
    messageId: Nullable(Type.String(), { description: 'The newest message that has the words; null when it is the title.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] }),
    text: Type.String({ description: 'What stands around the words.', examples: ['… where is the sea warm in November …'] }),
  }, { description: 'Where the words were found, when some were sought.' })),
  createdAt: Timestamp('When it began.'),
  activeAt: Timestamp('When something was last said.'),
  updatedAt: Timestamp('When it was last changed.'),
}, { $id: 'Chat', additionalProperties: false, description: 'A conversation and its place in the sidebar.' })
export type Chat = Static<typeof Chat>

export const ChatPage = Type.Object({ data: Type.Array(ref(Chat)), nextCursor: NextCursor },
  { $id: 'ChatPage', additionalProperties: false, description: 'Chats, newest first.' })
export type ChatPage = Static<typeof ChatPage>

export const ChatAttachment = Type.Object({
  id: Type.String({ description: 'The same bytes in the same chat have the same id.', examples: [attachmentId] }),
  mediaType: Type.String({ description: 'As whoever sent it said.', examples: ['image/png'] }),
  bytes: Type.Integer({ description: 'How large it is.', examples: [1048576] }),
  name: Type.Optional(Type.String({ description: 'Of a file.', examples: ['report.pdf'] })),
}, { $id: 'ChatAttachment', additionalProperties: false, description: 'What the `url` of a part leads to, when it is kept on this server: `GET /chats/{chatId}/attachments/{attachmentId}`.' })
export type ChatAttachment = Static<typeof ChatAttachment>

export const ChatPart = Type.Object({
  type: StringEnum(['text', 'image', 'file', 'reasoning', 'refusal', 'toolCall', 'extra'], { description: 'What it is; it says which other fields there are.', examples: ['text'] }),
  text: Type.Optional(Type.String({ description: 'Of a text, reasoning or refusal.', examples: ['Hello!'] })),
  url: Type.Optional(Type.String({ description: 'Of an image or file: an address, a data URL of up to 4 kB, or of a larger one that was uploaded the path on this server where it is read, which `attachment` describes.', examples: ['https://example.org/cat.png'] })),
  name: Type.Optional(Type.String({ description: 'Of a file or a called tool.', examples: ['get_weather'] })),
  id: Type.Optional(Type.String({ description: 'Of a tool call.', examples: ['call_1'] })),
  arguments: Type.Optional(Type.String({ description: 'Of a tool call: JSON text, as the model wrote it.', examples: ['{"city":"Paris"}'] })),
  attachment: Type.Optional(ref(ChatAttachment)),
  data: Type.Optional(Type.Unknown({ description: 'Of an extra: what only its provider’s dialect knows.' })),
}, { $id: 'ChatPart', additionalProperties: false, description: 'A piece of a message.' })
export type ChatPart = Static<typeof ChatPart>

export const ContextUsage = Type.Object({
  tokens: Type.Integer({ description: 'Tokens of the whole request, counted before it was sent.', examples: [1200] }),
  limit: Type.Integer({ description: 'The model’s window.', examples: [32768] }),
  source: StringEnum(['model', 'assumed'], { description: 'Whether the window is known.', examples: ['model'] }),
  omittedMessages: Type.Optional(Type.Integer({ description: 'How many older messages were left out.', examples: [12] })),
  summarisedMessages: Type.Optional(Type.Integer({ description: 'How many older messages a summary stands for.', examples: [40] })),
  summarised: Type.Optional(Type.Boolean({ description: 'Whether there was a summary, when one was wanted.', examples: [true] })),
  summaryError: Type.Optional(Type.String({ description: 'Why there was none, or none of all: the `code` of an error.', examples: ['upstream_timeout'] })),
  omittedAttachments: Type.Optional(Type.Integer({ description: 'How many older images and files were only named, because the request would have become too large.', examples: [3] })),
  missingDocuments: Type.Optional(Type.Array(Type.String(), { description: 'Documents of the chat that could not be read. The model was told.', examples: [['guides/tone.md']] })),
}, { $id: 'ContextUsage', additionalProperties: false, description: 'How full the model’s window was, and what of the chat the model was not told.' })

export const TokenUsage = Type.Object({
  inputTokens: Type.Optional(Type.Integer({ examples: [1200] })),
  outputTokens: Type.Optional(Type.Integer({ examples: [80] })),
  cacheReadTokens: Type.Optional(Type.Integer({ examples: [0] })),
  cacheWriteTokens: Type.Optional(Type.Integer({ examples: [0] })),
  reasoningTokens: Type.Optional(Type.Integer({ examples: [0] })),
  estimated: Type.Optional(Type.Boolean({ description: 'True when the provider did not come to count them, as when the answer was stopped. Absent: it did.', examples: [true] })),
}, { $id: 'TokenUsage', additionalProperties: false, description: 'Tokens in buckets that do not overlap; reasoning is inside output.' })

export const ChatMessage = Type.Object({
  id: MessageId,
  chatId: ChatId,
  parentId: Nullable(Type.String(), { description: 'The message before it; null for a first one.', examples: [null] }),
  siblingIds: Type.Array(Type.String(), { description: 'Messages with the same parent, oldest first, itself among them: the versions to choose from.', examples: [['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d']] }),
  role: StringEnum(['user', 'assistant'], { description: 'Who says it.', examples: ['assistant'] }),
  authorId: Nullable(Type.String(), { description: 'Which person; null for a model.', examples: [null] }),
  status: StringEnum(['complete', 'streaming', 'stopped', 'failed', 'interrupted'], { description: '`streaming` is being written. `stopped`: by a person. `interrupted`: the server stopped.', examples: ['complete'] }),
  content: Type.Array(ref(ChatPart), { description: 'What is said.' }),
  text: Type.String({ description: 'The texts of the content, together.', examples: ['Hello!'] }),
  model: Nullable(Type.String(), { description: 'Which model said it.', examples: ['demo/parlance'] }),
  provider: Nullable(Type.String(), { description: 'Whose model.', examples: ['demo'] }),
  finishReason: Nullable(StringEnum(['stop', 'length', 'toolCalls', 'contentFilter', 'other']), { description: 'Why it ended.', examples: ['stop'] }),
  usage: Nullable(ref(TokenUsage), { description: 'Null while unknown.' }),
  costUsd: Nullable(Type.Number(), { description: 'In US dollars; null when no prices are known.', examples: [0.0004] }),
  contextUsage: Nullable(ref(ContextUsage), { description: 'Of an answer.' }),
  error: Nullable(Type.Object({ code: Type.String({ examples: ['upstream_failed'] }), message: Type.String({ examples: ['The provider failed.'] }) }), { description: 'Why it failed.' }),
  rating: Type.Optional(StringEnum(ratingWords, { description: 'What you think of it. Absent: you have not rated it; also where everybody in the chat is told the same.', examples: ['up'] })),
  ratingComment: Type.Optional(Type.String({ description: 'What you said of it with your rating.', examples: ['Precise, and with its sources.'] })),
  createdAt: Timestamp('When it began.'),
  completedAt: Nullable(Timestamp('When it ended.')),
}, { $id: 'ChatMessage', additionalProperties: false, description: 'One message of a chat’s tree.' })
export type ChatMessage = Static<typeof ChatMessage>

export const ChatMessagePage = Type.Object({ data: Type.Array(ref(ChatMessage)), nextCursor: NextCursor },
  { $id: 'ChatMessagePage', additionalProperties: false, description: 'Messages, newest first.' })
export type ChatMessagePage = Static<typeof ChatMessagePage>

export const ChatWithMessages = Type.Object({ chat: ref(Chat), messages: ref(ChatMessagePage) },
  { $id: 'ChatWithMessages', additionalProperties: false, description: 'A chat and the newest messages of the branch that is shown.' })
export type ChatWithMessages = Static<typeof ChatWithMessages>

const InputPart = Type.Object({
  type: StringEnum(['text', 'image', 'file'], { description: 'What it is.', examples: ['text'] }),
  text: Type.Optional(Type.String({ description: 'Of a text.', examples: ['What is in this picture?'] })),
  url: Type.Optional(Type.String({ minLength: 1, description: 'Of an image or file: an https address or a data URL.', examples: ['data:image/png;base64,iVBORw0KGgo='] })),
  name: Type.Optional(Type.String({ maxLength: 300, description: 'Of a file.', examples: ['report.pdf'] })),
}, { $id: 'MessageInputPart', additionalProperties: false, description: 'A piece of a question.' })
export const MessageInputPart = InputPart
export type MessageInputPart = Static<typeof MessageInputPart>

const answering = {
  model: Type.Optional(ModelName),
  temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 2, description: 'How freely it answers. Absent: `TEMPERATURE`, else the model’s own.', examples: [0.7] })),
  maxTokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000, description: 'How long the answer may be. Absent: `MAX_TOKENS`, else the model’s own.', examples: [1000] })),
  whenTooLong: Type.Optional(StringEnum(overflowRules, { description: 'For this question, instead of what the chat says.', examples: ['summarise'] })),
  stream: Type.Optional(Type.Boolean({ description: 'Whether to answer with server-sent events; `Accept: text/event-stream` asks for the same.', examples: [false] })),
  clientRequestId: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Unique for each question: one that is sent again is not asked again. The header `Idempotency-Key` says the same.', examples: ['5b7f3c0e-1'] })),
}

export const SendMessage = Type.Object({
  content: Type.Union([Type.String({ minLength: 1 }), Type.Array(ref(InputPart), { minItems: 1, maxItems: 100 })], { description: 'What is asked: a text, or pieces.', examples: ['Where is the sea warm in November?'] }),
  parentId: Type.Optional(Nullable(Type.String(), { description: 'The message it follows; a sibling of another question is an edit of it. Null: a new beginning. Absent: the end of the branch that is shown.', examples: [null] })),
  ...answering,
}, { $id: 'SendMessage', additionalProperties: false, description: 'A question.', examples: [{ content: 'Where is the sea warm in November?' }] })
export type SendMessage = Static<typeof SendMessage>

export const RegenerateMessage = Type.Object(answering, { $id: 'RegenerateMessage', additionalProperties: false, description: 'How to answer again.', examples: [{ model: 'demo/parlance' }] })
export type RegenerateMessage = Static<typeof RegenerateMessage>

export const CreateChatFork = Type.Object({
  messageId: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'The last message that the new chat has. Absent: the end of the branch that is shown.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })),
}, { $id: 'CreateChatFork', additionalProperties: false, description: 'Where a chat is forked.', examples: [{ messageId: 'msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d' }] })
export type CreateChatFork = Static<typeof CreateChatFork>

export const ReplaceMessageRating = Type.Object({
  rating: Nullable(StringEnum(ratingWords), { description: 'Null takes it back.', examples: ['up'] }),
  comment: Type.Optional(Nullable(Type.String({ maxLength: 1000 }), { description: 'What is good or bad about it. Absent: nothing.', examples: ['Precise, and with its sources.'] })),
}, { $id: 'ReplaceMessageRating', additionalProperties: false, description: 'What you think of an answer.', examples: [{ rating: 'up' }] })
export type ReplaceMessageRating = Static<typeof ReplaceMessageRating>

export const SentMessage = Type.Object({
  question: Nullable(ref(ChatMessage), { description: 'Null when an answer was asked for again.' }),
  answer: ref(ChatMessage),
}, { $id: 'SentMessage', additionalProperties: false, description: 'A question and its answer.' })
export type SentMessage = Static<typeof SentMessage>

export const StoppedMessages = Type.Object({ data: Type.Array(ref(ChatMessage), { description: 'What was being written, as it stays.' }) },
  { $id: 'StoppedMessages', additionalProperties: false, description: 'What was stopped; empty when nothing was being written.' })
export type StoppedMessages = Static<typeof StoppedMessages>
