import { useMutation } from '@tanstack/react-query'
import { t as say } from '../app/messages.ts'
import { Confirm } from '../ui/dialog.tsx'
import { t } from './messages.ts'

/** Asks before a message is deleted. */
export default function DeleteMessage ({ onDelete, onClose }: { onDelete(): Promise<void>; onClose(): void }) {
  const { mutate, isPending } = useMutation({ mutationFn: onDelete, onSettled: onClose })
  return <Confirm title={t('delete.title')} text={t('delete.text')} action={say('ui.delete')} isBusy={isPending} onConfirm={() => mutate()} onClose={onClose} />
}
