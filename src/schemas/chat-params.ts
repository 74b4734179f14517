import { Type } from '@sinclair/typebox'

const chatId = Type.String({ minLength: 1, maxLength: 100, description: 'The chat.', examples: ['cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })
const messageId = Type.String({ minLength: 1, maxLength: 100, description: 'The message.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })

export const ChatParams = Type.Object({ chatId })
export const MessageParams = Type.Object({ chatId, messageId })
