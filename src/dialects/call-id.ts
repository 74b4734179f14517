import { createId } from '../lib/ids.ts'

/** For a tool call that its server gave no id. */
export const syntheticCallId = (): string => createId('call')
