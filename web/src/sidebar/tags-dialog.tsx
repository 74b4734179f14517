import type { Chat } from '@parlance/client'
import { t as say } from '../app/messages.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { t } from './messages.ts'
import { readTags } from './read-tags.ts'
import { useChangeChat } from './use-change-chat.ts'

export default function TagsDialog ({ chat, onClose }: { chat: Chat; onClose(): void }) {
  const { mutate: change } = useChangeChat()
  return (
    <Dialog title={t('tags')} size='small' onClose={onClose}>
      <form
        className='stack' onSubmit={event => {
          event.preventDefault()
          change({ chat, body: { tags: readTags(String(new FormData(event.currentTarget).get('tags') ?? '')) } })
          onClose()
        }}
      >
        <Field label={t('tags')} hint={t('tags.hint')} name='tags' defaultValue={chat.tags.join(', ')} maxLength={1000} autoFocus />
        <div className='row end'><Button onClick={onClose}>{say('ui.cancel')}</Button><Button kind='primary' type='submit'>{say('ui.save')}</Button></div>
      </form>
    </Dialog>
  )
}
