import type { Chat } from '@parlance/client'
import type { InfiniteData } from '@tanstack/react-query'
import { useId } from 'react'
import { t as say } from '../app/messages.ts'
import { queryClient } from '../app/query-client.ts'
import { chatsKey } from '../chat/chat-data.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { t } from './messages.ts'
import { useChangeChat } from './use-change-chat.ts'

/** Of the chats that were listed. */
const knownFolders = (): string[] => {
  const lists = queryClient.getQueriesData<InfiniteData<{ data: Chat[] }>>({ queryKey: chatsKey })
  const folders = lists.flatMap(([, list]) => list?.pages.flatMap(page => page.data.flatMap(({ folder }) => folder ?? [])) ?? [])
  return [...new Set(folders)].sort((one, other) => one.localeCompare(other))
}

/** Puts a chat into a folder that is there, or a new one. */
export default function FolderDialog ({ chat, onClose }: { chat: Chat; onClose(): void }) {
  const { mutate: change } = useChangeChat()
  const id = useId()
  return (
    <Dialog title={t('folder.title')} size='small' onClose={onClose}>
      <form
        className='stack' onSubmit={event => {
          event.preventDefault()
          const folder = String(new FormData(event.currentTarget).get('folder') ?? '').trim() || null
          if (folder !== chat.folder) change({ chat, body: { folder } })
          onClose()
        }}
      >
        <Field label={t('folder')} hint={t('folder.hint')} name='folder' list={id} defaultValue={chat.folder ?? ''} maxLength={100} autoComplete='off' autoFocus />
        <datalist id={id}>{knownFolders().map(folder => <option key={folder} value={folder} />)}</datalist>
        <div className='row end'><Button onClick={onClose}>{say('ui.cancel')}</Button><Button kind='primary' type='submit'>{say('ui.save')}</Button></div>
      </form>
    </Dialog>
  )
}
