// What a stranger tries with everything that belongs to somebody else: a row an operation. `ana` is the one who has
// something, `ben` has an account and chats of his own.

/** Ids of what belongs to somebody. */
export type Belongings = {
  userId: string
  username: string
  chatId: string
  questionId: string
  answerId: string
  /** `<generation>.0` */
  eventId: string
  clientRequestId: string
  keyId: string
  sessionId: string
  /** Of her browser. */
  subscriptionId: string
  /** Somebody in the chat. */
  memberId: string
  tag: string
}

export type Attempt = {
  path?: Record<string, string>
  query?: string
  body?: object
  headers?: Record<string, string>
  /** Sent without a key. */
  isAnonymous?: boolean
  /** What it is answered with. */
  says: number
  /** What a key of his gets that has all that keys can have, when that is something else: 403 where it takes a person. */
  keySays?: number
}

/** A text: why nobody's things can be reached with it. */
export type Row = string | ((ana: Belongings, ben: Belongings) => Attempt[])

const needsPerson = { keySays: 403 }
const nothing = 'it keeps nothing and takes no id'
const everybodys = 'it is the same for everybody'

/** Ana's chat does not exist for him, with whatever it is asked. */
const chat = (body?: object, more: object = {}): Row => ana => [{ path: { chatId: ana.chatId, messageId: ana.answerId, userId: ana.memberId }, ...body !== undefined && { body }, says: 404, ...more }]
const admins = (more: Partial<Attempt> = {}): Row => ana => [{ path: { userId: ana.userId, alias: 'house', providerId: 'demo', keyId: ana.keyId }, says: 403, ...more }]
const noFile = `att_${'0'.repeat(32)}`
const webhook = (more: Partial<Attempt> = {}): Row => admins({ path: { webhookId: 'whk_1', deliveryId: 'dlv_1' }, ...more })
const usage = (query: string, says = 200): Attempt => ({ query, says, keySays: 403 })
const provider = { name: 'mine', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1' }

/** A new operation fails until somebody decides. */
export const rows: Record<string, Row> = {
  getHealth: everybodys,
  getReadiness: everybodys,
  getStatus: everybodys,
  getRateLimit: () => [{ says: 200 }],

  listModels: everybodys,
  getModel: everybodys,
  createChatCompletion: nothing,
  createChatReply: nothing,
  createChatReplyStream: nothing,
  createAnthropicMessage: nothing,
  countAnthropicTokens: nothing,
  createResponse: nothing,
  createEmbeddings: nothing,
  listDocuments: everybodys,
  getDocument: everybodys,

  createChat: () => [{ body: {}, says: 201 }],
  listChats: ana => ['', '?q=canary', `?tag=${ana.tag}`, `?folder=${ana.tag.replace('-tag', '-folder')}`, `?cursor=9999999999999.${ana.chatId}`, '?archived=false', '?pinned=false'].map(query => ({ query, says: 200 })),
  getChat: chat(),
  updateChat: (ana, ben) => [
    { path: { chatId: ana.chatId }, body: { title: 'taken' }, says: 404 },
    { path: { chatId: ben.chatId }, body: { leafId: ana.answerId }, says: 400 },
  ],
  deleteChat: chat(),
  listMessages: (ana, ben) => [
    { path: { chatId: ana.chatId }, says: 404 },
    { path: { chatId: ana.chatId }, query: '?tree=true', says: 404 },
    { path: { chatId: ben.chatId }, query: `?cursor=${ana.answerId}`, says: 200 },
    { path: { chatId: ben.chatId }, query: `?tree=true&cursor=${ana.answerId}`, says: 200 },
  ],
  sendMessage: (ana, ben) => [
    { path: { chatId: ana.chatId }, body: { content: 'hi [delay 0]' }, says: 404 },
    { path: { chatId: ana.chatId }, body: { content: 'hi [delay 0]', clientRequestId: ana.clientRequestId, stream: true }, says: 404 },
    { path: { chatId: ben.chatId }, body: { content: 'hi [delay 0]', parentId: ana.answerId }, says: 400 },
    { path: { chatId: ben.chatId }, body: { content: 'hi [delay 0]', parentId: null, clientRequestId: ana.clientRequestId }, says: 200 },
    { path: { chatId: ben.chatId }, body: { content: 'hi [delay 0]', parentId: null }, headers: { 'idempotency-key': ana.clientRequestId }, says: 200 },
  ],
  regenerateMessage: (ana, ben) => [
    { path: { chatId: ana.chatId, messageId: ana.answerId }, body: {}, says: 404 },
    { path: { chatId: ben.chatId, messageId: ana.answerId }, body: {}, says: 404 },
    { path: { chatId: ana.chatId, messageId: ben.answerId }, body: { clientRequestId: ana.clientRequestId }, says: 404 },
  ],
  createChatFork: (ana, ben) => [
    { path: { chatId: ana.chatId }, body: {}, says: 404 },
    { path: { chatId: ana.chatId }, body: { messageId: ana.answerId }, says: 404 },
    { path: { chatId: ben.chatId }, body: { messageId: ana.answerId }, says: 400 },
  ],
  deleteMessage: (ana, ben) => [
    { path: { chatId: ana.chatId, messageId: ana.answerId }, says: 404 },
    { path: { chatId: ben.chatId, messageId: ana.answerId }, says: 404 },
  ],
  replaceMessageRating: (ana, ben) => [
    { path: { chatId: ana.chatId, messageId: ana.answerId }, body: { rating: 'up' }, says: 404 },
    { path: { chatId: ben.chatId, messageId: ana.answerId }, body: { rating: 'down', comment: 'mine' }, says: 404 },
  ],
  stopChat: chat(),
  streamChat: (ana, ben) => [
    { path: { chatId: ana.chatId }, says: 404 },
    { path: { chatId: ana.chatId }, headers: { 'last-event-id': ana.eventId }, says: 404 },
    { path: { chatId: ben.chatId }, headers: { 'last-event-id': ana.eventId }, says: 204 },
  ],
  getChatExport: ana => ['json', 'markdown'].map(format => ({ path: { chatId: ana.chatId }, query: `?format=${format}`, says: 404 })),
  createChatImport: ana => [
    { body: { format: 'parlance-chat', version: 1, id: ana.chatId, chatId: ana.chatId, title: 'mine', leafId: ana.answerId, messages: [{ id: ana.questionId, parentId: null, role: 'user', content: [{ type: 'text', text: 'mine' }] }, { id: ana.answerId, parentId: ana.questionId, role: 'assistant', content: [{ type: 'text', text: 'mine' }] }] }, says: 200 },
  ],
  createChatShare: (ana, ben) => [
    { path: { chatId: ana.chatId }, body: {}, says: 404 },
    { path: { chatId: ben.chatId }, body: { messageId: ana.answerId }, says: 400 },
  ],
  getChatShare: chat(),
  deleteChatShare: chat(),
  // whoever has the token may read; ids are no tokens
  getSharedChat: ana => [ana.chatId, ana.answerId, ana.userId].map(token => ({ path: { token }, says: 404 })),
  listChatMembers: chat(),
  replaceChatMember: (ana, ben) => [
    { path: { chatId: ana.chatId, userId: ben.userId }, body: { role: 'editor' }, says: 404 },
    { path: { chatId: ana.chatId, userId: ana.memberId }, body: { role: 'viewer' }, says: 404 },
  ],
  deleteChatMember: (ana, ben) => [
    { path: { chatId: ana.chatId, userId: ana.memberId }, says: 404 },
    { path: { chatId: ana.chatId, userId: ben.userId }, says: 404 },
    { path: { chatId: ben.chatId, userId: ana.userId }, says: 404 },
  ],

  createAccount: ana => [{ isAnonymous: true, body: { username: ana.username, email: 'other@example.org', password: 'a long password of nobody' }, says: 409 }],
  createSession: ana => [{ isAnonymous: true, body: { login: ana.username, password: 'a long password of nobody' }, says: 401 }],
  refreshSession: ana => [{ isAnonymous: true, body: { refreshToken: ana.sessionId }, says: 401 }],
  deleteSession: ana => [{ isAnonymous: true, body: { refreshToken: ana.sessionId }, says: 204 }],
  getProfile: () => [{ says: 200, ...needsPerson }],
  updateProfile: ana => [{ body: { username: ana.username }, says: 409, ...needsPerson }],
  deleteProfile: () => [{ body: { password: 'a long password of nobody' }, says: 403, ...needsPerson }],
  getPreferences: () => [{ says: 200, ...needsPerson }],
  replacePreferences: () => [{ body: { theme: 'dark' }, says: 200, ...needsPerson }],
  updatePassword: () => [{ body: { currentPassword: 'a long password of nobody', newPassword: 'a long password of ana now' }, says: 403, ...needsPerson }],
  listSessions: ana => ['', `?cursor=${ana.sessionId}`].map(query => ({ query, says: 200, ...needsPerson })),
  revokeOtherSessions: () => [{ says: 204, ...needsPerson }],
  getPush: () => [{ says: 200, ...needsPerson }],
  // nothing is sent to this machine
  createPushSubscription: () => [{ body: { endpoint: 'https://localhost/ben', keys: { p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' } }, says: 201, ...needsPerson }],
  deletePushSubscription: ana => [{ path: { subscriptionId: ana.subscriptionId }, says: 404, ...needsPerson }],
  revokeSession: ana => [{ path: { sessionId: ana.sessionId }, says: 404, ...needsPerson }],
  getAccountExport: () => [{ says: 200, ...needsPerson }],

  getRegistration: everybodys,
  getChatAttachment: (ana, ben) => [ana, ben].map(({ chatId }) => ({ path: { chatId, attachmentId: noFile }, says: 404 })),
  getSharedAttachment: ana => [{ path: { token: ana.chatId, attachmentId: noFile }, says: 404 }],

  getUsage: ana => [usage('?groupBy=model'), usage(`?groupBy=model&keyId=${ana.keyId}`), usage(`?groupBy=model&userId=${ana.userId}`, 403)],
  getUsageSummary: ana => [usage(''), usage(`?keyId=${ana.keyId}`), usage(`?userId=${ana.userId}`, 403)],
  listUsageRequests: ana => [usage(''), usage(`?keyId=${ana.keyId}`), usage(`?chatId=${ana.chatId}`), usage(`?cursor=${ana.eventId}`), usage(`?userId=${ana.userId}`, 403)],
  listAuditEntries: admins(),
  createWebhook: admins({ body: { url: 'https://hooks.example.org/', events: ['chat.created'] } }),
  listWebhooks: admins(),
  getWebhook: webhook(),
  updateWebhook: webhook({ body: { enabled: false } }),
  deleteWebhook: webhook(),
  rotateWebhookSecret: webhook({ body: {} }),
  testWebhook: webhook({ body: {} }),
  listWebhookDeliveries: webhook(),
  sendWebhookDelivery: webhook({ body: {} }),

  createApiKey: () => [{ body: { name: 'mine', scopes: ['admin'] }, says: 403, keySays: 403 }],
  listApiKeys: ana => ['', `?userId=${ana.userId}`, `?cursor=${ana.keyId}`].map(query => ({ query, says: 200, keySays: 403 })),
  getApiKey: ana => [{ path: { keyId: ana.keyId }, says: 404, keySays: 403 }],
  updateApiKey: ana => [{ path: { keyId: ana.keyId }, body: { name: 'taken' }, says: 404, keySays: 403 }],
  revokeApiKey: ana => [{ path: { keyId: ana.keyId }, says: 404, keySays: 403 }],
  rotateApiKey: ana => [{ path: { keyId: ana.keyId }, body: {}, says: 404, keySays: 403 }],

  createUser: admins({ body: { username: 'friend', email: 'friend@example.org', password: 'a long password of nobody', role: 'admin' } }),
  listUsers: ana => ['', `?q=${ana.username}`, `?cursor=${ana.userId}`].map(query => ({ query, says: 403 })),
  getUser: admins(),
  updateUser: admins({ body: { disabled: true } }),
  deleteUser: admins(),

  listAliases: admins(),
  getAlias: admins(),
  replaceAlias: admins({ body: { targets: [{ model: 'demo/parlance' }] } }),
  deleteAlias: admins(),
  listProviders: admins(),
  createProvider: admins({ body: provider }),
  listProviderTemplates: admins(),
  testProviderInput: admins({ body: provider }),
  getProvider: admins(),
  replaceProvider: admins({ body: provider }),
  updateProvider: admins({ body: { enabled: false } }),
  deleteProvider: admins(),
  getProviderHealth: admins(),
  testProvider: admins(),
  listProviderModels: admins(),
  refreshProviderModels: admins(),
}
