import type { Chat } from '@parlance/client'
import { t as say } from '../app/messages.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { t } from './messages.ts'
import { useChangeChat } from './use-change-chat.ts'

export default function RenameDialog ({ chat, onClose }: { chat: Chat; onClose(): void }) {
  const { mutate: change } = useChangeChat()
  return (
    <Dialog title={t('rename')} size='small' onClose={onClose}>
      <form
        className='stack' onSubmit={event => {
          event.preventDefault()
          const title = String(new FormData(event.currentTarget).get('title') ?? '').trim()
          if (title !== (chat.title ?? '')) change({ chat, body: { title: title === '' ? null : title } })
          onClose()
        }}
      >
        <Field label={t('rename.label')} hint={t('rename.hint')} name='title' defaultValue={chat.title ?? ''} maxLength={200} autoFocus onFocus={event => event.target.select()} />
        <div className='row end'><Button onClick={onClose}>{say('ui.cancel')}</Button><Button kind='primary' type='submit'>{say('ui.save')}</Button></div>
      </form>
    </Dialog>
  )
}
