import { useStore } from '../lib/use-store.ts'
import { IconButton } from '../ui/button.tsx'
import { sendNow } from './ask.ts'
import { composerHandle } from './composer-handle.ts'
import { t } from './messages.ts'
import { queueOf, queues, takeFromQueue } from './queue.ts'

/** What waits until the answer before it has ended, or the network is back. */
export const QueueList = ({ chatId }: { chatId: string }) => {
  const queue = useStore(queues, queueOf(chatId))
  if (queue.length === 0) return null
  return (
    <ul role='list' className='queue' aria-label={t('queue')}>
      {queue.map(({ id, text, files }) => (
        <li key={id}>
          <span>{text === '' ? files.map(({ name }) => name).join(', ') : text}</span>
          <IconButton className='small' size={16} icon='arrowUp' label={t('queue.send')} onClick={() => sendNow(chatId, id)} />
          <IconButton
            className='small' size={16} icon='edit' label={t('queue.edit')} onClick={() => {
              takeFromQueue(chatId, id)
              composerHandle.current?.insert(text, files)
            }}
          />
          <IconButton className='small' size={16} icon='x' label={t('queue.delete')} onClick={() => { takeFromQueue(chatId, id) }} />
        </li>
      ))}
    </ul>
  )
}
