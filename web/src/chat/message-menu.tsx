import type { ChatMessage } from '@parlance/client'
import { lazy, Suspense, useState } from 'react'
import { navigate } from 'wouter/use-browser-location'
import { sayError } from '../errors/say-error.ts'
import { client } from '../session/session.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'
import { addChat, refreshChats } from './chat-data.ts'
import { t } from './messages.ts'

const DeleteMessage = lazy(() => import('./delete-message.tsx'))

const fork = async ({ chatId, id }: ChatMessage): Promise<void> => {
  try {
    const chat = await client.chats.fork(chatId, { messageId: id })
    refreshChats()
    navigate(`/chat/${chat.id}`)
    showToast(t('forked'))
  } catch (error) {
    showToast(sayError(error), { kind: 'error' })
  }
}

/** It goes with what follows it; what is shown then, the server knows. */
const remove = async ({ chatId, id }: ChatMessage): Promise<void> => {
  try {
    await client.chats.deleteMessage(chatId, id)
    const { chat, messages } = await client.chats.get(chatId)
    addChat(chat, messages)
  } catch (error) {
    showToast(sayError(error), { kind: 'error' })
  }
}

/** What is done more rarely with a message. */
export const MessageMenu = ({ message, mayWrite, isBusy }: { message: ChatMessage; mayWrite: boolean; isBusy: boolean }) => {
  const [isDeleting, setIsDeleting] = useState(false)
  const items: MenuItem[] = [
    { label: t('fork'), icon: 'fork', onSelect: () => void fork(message) },
    ...mayWrite ? [{ label: t('delete'), icon: 'trash', isDanger: true, isDisabled: isBusy, onSelect: () => setIsDeleting(true) }] satisfies MenuItem[] : [],
  ]
  return (
    <>
      <Menu items={items}>{trigger => <IconButton className='small' size={16} icon='dots' label={t('message.menu')} {...trigger} />}</Menu>
      {isDeleting && <Suspense fallback={null}><DeleteMessage onDelete={async () => remove(message)} onClose={() => setIsDeleting(false)} /></Suspense>}
    </>
  )
}
