import type { Chat } from '@parlance/client'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { navigate } from 'wouter/use-browser-location'
import { dropChat } from '../chat/chat-data.ts'
import { sayError } from '../errors/say-error.ts'
import { saveFile } from '../lib/save-file.ts'
import { client, session } from '../session/session.ts'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'
import { t } from './messages.ts'
import { useChangeChat } from './use-change-chat.ts'

const ShareDialog = lazy(() => import('./share-dialog.tsx'))
const RenameDialog = lazy(() => import('./rename-dialog.tsx'))
const FolderDialog = lazy(() => import('./folder-dialog.tsx'))
const TagsDialog = lazy(() => import('./tags-dialog.tsx'))
const DeleteDialog = lazy(() => import('./delete-dialog.tsx'))
const SettingsDialog = lazy(() => import('../chat/settings-dialog.tsx'))

type Opened = 'rename' | 'folder' | 'tags' | 'share' | 'delete' | 'settings'

const exportChat = async ({ id, title }: Chat, format: 'json' | 'markdown'): Promise<void> => {
  try {
    const { data, response } = await client.chats.export(id, format).withResponse()
    const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
    saveFile(data, name ?? `${title ?? 'chat'}.${format === 'json' ? 'json' : 'md'}`)
  } catch (error) {
    showToast(sayError(error), { kind: 'error' })
  }
}

/** What can be done with a chat. `children` draws the button. */
export const ChatMenu = ({ chat, hasSettings = false, children }: { chat: Chat; hasSettings?: boolean; children: Parameters<typeof Menu>[0]['children'] }): ReactNode => {
  const { mutate: change } = useChangeChat()
  const [opened, setOpened] = useState<Opened>()
  const close = () => setOpened(undefined)
  const isOwner = chat.role === 'owner'
  const mayChange = chat.role !== 'viewer'
  const archive = () => {
    change({ chat, body: { archived: true } })
    if (location.pathname === `/chat/${chat.id}`) navigate('/')
    showToast(t('archived.done'), { action: { label: t('undo'), onSelect: () => change({ chat: { ...chat, archived: true }, body: { archived: false } }) } })
  }
  const items: MenuItem[] = [
    ...mayChange
      ? [
        { label: t('rename'), icon: 'edit', onSelect: () => setOpened('rename') },
        { label: chat.pinned ? t('unpin') : t('pin'), icon: 'pin', onSelect: () => change({ chat, body: { pinned: !chat.pinned } }) },
        { label: t('folder.move'), icon: 'folder', onSelect: () => setOpened('folder') },
        { label: t('tags.edit'), icon: 'tag', onSelect: () => setOpened('tags') },
        ...hasSettings ? [{ label: t('settings'), icon: 'settings', onSelect: () => setOpened('settings') }] satisfies MenuItem[] : [],
        chat.archived ? { label: t('unarchive'), icon: 'archive', onSelect: () => change({ chat, body: { archived: false } }) } : { label: t('archive'), icon: 'archive', onSelect: archive },
        'separator',
      ] satisfies MenuItem[]
      : [],
    { label: t('share'), icon: 'share', onSelect: () => setOpened('share') },
    { label: t('export.markdown'), icon: 'download', onSelect: () => void exportChat(chat, 'markdown') },
    { label: t('export.json'), icon: 'download', onSelect: () => void exportChat(chat, 'json') },
    'separator',
    isOwner ? { label: t('delete'), icon: 'trash', isDanger: true, onSelect: () => setOpened('delete') } : { label: t('leave'), icon: 'logOut', isDanger: true, onSelect: () => setOpened('delete') },
  ]
  return (
    <>
      <Menu items={items}>{children}</Menu>
      <Suspense fallback={null}>
        {opened === 'rename' && <RenameDialog chat={chat} onClose={close} />}
        {opened === 'folder' && <FolderDialog chat={chat} onClose={close} />}
        {opened === 'tags' && <TagsDialog chat={chat} onClose={close} />}
        {opened === 'settings' && <SettingsDialog chat={chat} onClose={close} />}
        {opened === 'share' && <ShareDialog chat={chat} onClose={close} />}
        {opened === 'delete' && (
          <DeleteDialog
            chat={chat} onClose={close} onDelete={async () => {
              const now = session.get()
              if (isOwner) await client.chats.delete(chat.id)
              else if ('user' in now) await client.chats.removeMember(chat.id, now.user.id)
              if (location.pathname === `/chat/${chat.id}`) navigate('/')
              dropChat(chat.id)
            }}
          />
        )}
      </Suspense>
    </>
  )
}
