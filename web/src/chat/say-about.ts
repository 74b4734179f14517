import type { ChatMessage } from '@parlance/client'
import { t } from './messages.ts'

/** What an answer took, as far as it is known: one that was stopped, its provider did not come to count. */
export const sayAbout = ({ usage }: Pick<ChatMessage, 'usage'>, value: string): string => usage?.estimated === true ? t('details.about', { value }) : value
