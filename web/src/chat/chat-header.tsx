import type { Chat } from '@parlance/client'
import { lazy, Suspense, useState } from 'react'
import { useStore } from '../lib/use-store.ts'
import { sidebar, toggleSidebar } from '../app/layout.ts'
import { t as say } from '../app/messages.ts'
import { ModelPicker } from '../models/model-picker.tsx'
import { ChatMenu } from '../sidebar/chat-menu.tsx'
import { useChangeChat } from '../sidebar/use-change-chat.ts'
import { Avatar } from '../ui/avatar.tsx'
import { IconButton } from '../ui/button.tsx'
import { navigate } from 'wouter/use-browser-location'
import { t } from './messages.ts'
import type { Room } from './use-room.ts'

const ShareDialog = lazy(() => import('../sidebar/share-dialog.tsx'))

type HeaderProps = { chat: Chat | undefined; model: string | null; onModel?: (model: string | null) => void; people: Room | undefined }

/** The model at the beginning, people and what can be done with the chat at the end. */
export const ChatHeader = ({ chat, model, onModel, people }: HeaderProps) => {
  const { isOpen } = useStore(sidebar)
  const { mutate: change } = useChangeChat()
  const [isSharing, setIsSharing] = useState(false)
  return (
    <header className='chat-header'>
      {!isOpen && <IconButton icon='sidebar' label={say('app.sidebar.toggle')} aria-expanded={false} onClick={() => toggleSidebar(true)} />}
      {!isOpen && <IconButton icon='newChat' label={t('new')} onClick={() => navigate('/')} />}
      <h1 className='visually-hidden' hidden={chat === undefined}>{chat?.title ?? t('untitled')}</h1>
      <ModelPicker value={model} isDisabled={chat?.role === 'viewer'} onChange={id => onModel === undefined ? chat !== undefined && change({ chat, body: { model: id } }) : onModel(id)} />
      <span className='grow' />
      {chat !== undefined && people !== undefined && people.members.length > 1 && (
        <button type='button' className='people' aria-label={t('members')} aria-haspopup='dialog' title={people.members.map(({ displayName, username }) => displayName ?? username).join(', ')} onClick={() => setIsSharing(true)}>
          {people.members.slice(0, 4).map(({ userId, displayName, username }) => <Avatar key={userId} name={displayName ?? username ?? '?'} isAway={!people.present.has(userId)} />)}
        </button>
      )}
      {chat !== undefined && (
        <>
          <IconButton icon='share' label={say('ui.share')} aria-haspopup='dialog' onClick={() => setIsSharing(true)} />
          <ChatMenu chat={chat} hasSettings>{trigger => <IconButton icon='dots' label={t('menu')} {...trigger} />}</ChatMenu>
        </>
      )}
      {isSharing && chat !== undefined && <Suspense fallback={null}><ShareDialog chat={chat} onClose={() => setIsSharing(false)} /></Suspense>}
    </header>
  )
}
