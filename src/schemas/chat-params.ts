import { Type } from '@sinclair/typebox'
import { ShareToken } from './chat-share.ts'

const chatId = Type.String({ minLength: 1, maxLength: 100, description: 'The chat.', examples: ['cht_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })
const messageId = Type.String({ minLength: 1, maxLength: 100, description: 'The message.', examples: ['msg_019f2c3d4e5f7a8b9c0d1e2f3a4b5c6d'] })

const attachmentId = Type.String({ minLength: 1, maxLength: 100, description: 'The attachment.', examples: ['att_9f2c3d4e5f7a8b9c0d1e2f3a4b5c6d7e'] })

export const ChatParams = Type.Object({ chatId })
export const MessageParams = Type.Object({ chatId, messageId })
export const AttachmentParams = Type.Object({ chatId, attachmentId })
export const SharedAttachmentParams = Type.Object({ token: ShareToken, attachmentId })
