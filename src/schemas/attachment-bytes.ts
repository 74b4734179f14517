import { Type } from '@sinclair/typebox'

export const AttachmentBytes = Type.String({ $id: 'AttachmentBytes', format: 'binary', description: 'An image or file as it was uploaded.' })
