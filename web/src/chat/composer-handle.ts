import type { RefObject } from 'react'
import type { Attachment } from './attachments.ts'

/** What others may do with the composer that is shown. */
export type ComposerHandle = { focus(): void; insert(text: string, files: readonly Attachment[]): void }

export const composerHandle: RefObject<ComposerHandle | null> = { current: null }
