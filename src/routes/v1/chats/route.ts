import { Type } from '@sinclair/typebox'
import { toChat, toFoundChat } from '../../../chats/index.ts'
import type { App } from '../../../plugins/app.ts'
import { Chat, ChatPage, CreateChat } from '../../../schemas/chat.ts'
import { PageQuery } from '../../../schemas/common.ts'
import { problems } from '../../../schemas/error.ts'
import { json } from '../../../schemas/json.ts'
import { ref } from '../../../schemas/type.ts'

const ChatQuery = Type.Object({
  ...PageQuery.properties,
  pinned: Type.Optional(Type.Boolean({ description: 'Only those that are pinned, or only those that are not.' })),
  archived: Type.Optional(Type.Boolean({ description: 'Only those that are archived, or only those that are not.', default: false })),
  temporary: Type.Optional(Type.Boolean({ description: 'Only those that are temporary, or only those that are not.', default: false })),
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Only those where all these words, or words that begin so, stand in one message or in the title. Not with `cursor`.' })),
  tag: Type.Optional(Type.String({ minLength: 1, maxLength: 50, description: 'Only those with this tag.' })),
  folder: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Only those in this folder.' })),
}, { additionalProperties: false })

export default async function chatList (app: App) {
  const { chats } = app.services

  app.post('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'createChat',
      tags: ['chats'],
      summary: 'Begin a chat',
      body: ref(CreateChat),
      response: { 201: json('The chat, empty.', Chat), ...problems('unauthorized', 'forbidden', 'model_not_found') },
    },
  }, async ({ body: { temporary, folder, ...input }, caller }, reply) => reply.code(201).send(toChat(await chats.create(caller!, { ...input, folder: folder ?? undefined, ...(temporary === true && { isTemporary: true }) }), 'owner') satisfies Chat))

  app.get('', {
    config: { auth: 'chats' },
    schema: {
      operationId: 'listChats',
      tags: ['chats'],
      summary: 'List your chats',
      description: 'Your own and those that you are a member of, newest first.',
      querystring: ChatQuery,
      response: { 200: json('Chats.', ChatPage), ...problems('unauthorized', 'forbidden') },
    },
  }, async ({ query: { limit = 50, cursor, q, pinned, archived, temporary, tag, folder }, caller }): Promise<ChatPage> => {
    if (q !== undefined) return { data: await Promise.all((await chats.search(caller!, q, limit)).map(async hit => toFoundChat(hit, await chats.roleOf(caller!, hit.chat.id), q))), nextCursor: null }
    const { data, nextCursor } = await chats.list(caller!, { limit, cursor, isPinned: pinned, isArchived: archived, isTemporary: temporary, tag, folder })
    return { data: await Promise.all(data.map(async chat => toChat(chat, await chats.roleOf(caller!, chat.id)))), nextCursor: nextCursor ?? null }
  })
}
