import type { Chat } from '@parlance/client'
import { useMutation } from '@tanstack/react-query'
import { t as say } from '../app/messages.ts'
import { Confirm } from '../ui/dialog.tsx'
import { t } from './messages.ts'

/** Asks before a chat is deleted, or left. */
export default function DeleteDialog ({ chat, onDelete, onClose }: { chat: Chat; onDelete(): Promise<void>; onClose(): void }) {
  const { mutate, isPending } = useMutation({ mutationFn: onDelete, onSettled: onClose })
  const isOwner = chat.role === 'owner'
  return (
    <Confirm
      title={isOwner ? t('delete.title') : t('leave.title')} text={isOwner ? t('delete.text', { title: chat.title ?? t('untitled') }) : t('leave.text')}
      action={isOwner ? say('ui.delete') : t('leave.action')} isBusy={isPending} onConfirm={() => mutate()} onClose={onClose}
    />
  )
}
