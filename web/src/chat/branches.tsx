import type { ChatMessage } from '@parlance/client'
import { IconButton } from '../ui/button.tsx'
import { showVersion } from './ask.ts'
import { t } from './messages.ts'

/** Goes from one version of a message to the next, where there is more than one. */
export const Branches = ({ message: { id, chatId, siblingIds }, isDisabled }: { message: ChatMessage; isDisabled: boolean }) => {
  const at = siblingIds.indexOf(id)
  if (siblingIds.length < 2 || at === -1) return null
  const go = (to: string | undefined) => { if (to !== undefined) void showVersion(chatId, to) }
  return (
    <span className='branches' role='group' aria-label={t('branch', { index: at + 1, count: siblingIds.length })}>
      <IconButton className='small' size={16} icon='chevronLeft' label={t('branch.previous')} disabled={isDisabled || at === 0} onClick={() => go(siblingIds[at - 1])} />
      <span className='numeric' aria-hidden='true'>{at + 1}/{siblingIds.length}</span>
      <IconButton className='small' size={16} icon='chevronRight' label={t('branch.next')} disabled={isDisabled || at === siblingIds.length - 1} onClick={() => go(siblingIds[at + 1])} />
    </span>
  )
}
