import type { ChatMessage } from '@parlance/client'
import { memo, useState } from 'react'
import { sayError } from '../errors/say-error.ts'
import { copyText } from '../lib/copy-text.ts'
import { useStore } from '../lib/use-store.ts'
import { IconButton } from '../ui/button.tsx'
import { showToast } from '../ui/toast.tsx'
import { announce } from './announce.ts'
import { askInstead } from './ask.ts'
import { AttachedFile, AttachedImage, readAttached } from './attached.tsx'
import { readUrl, writeContent } from './attachments.ts'
import { Branches } from './branches.tsx'
import { EditQuestion } from './edit-question.tsx'
import { MessageMenu } from './message-menu.tsx'
import { t } from './messages.ts'
import { isRunning, runs } from './runs.ts'

/** What somebody said. */
export const QuestionBubble = ({ content, isPending = false, author }: { content: ChatMessage['content']; isPending?: boolean; author?: string | undefined }) => (
  <div className='question' data-role='user'>
    <h2 className='visually-hidden'>{author ?? t('you')}</h2>
    {author !== undefined && <span className='question-author' aria-hidden='true'>{author}</span>}
    <div className='bubble'>
      {content.some(({ type }) => type !== 'text') && (
        <div className='bubble-files'>
          {content.map((part, index) => part.type === 'image'
            ? <AttachedImage key={index} url={part.url} />
            : part.type === 'file' && <AttachedFile key={index} part={part} />)}
        </div>
      )}
      <div className='bubble-text'>{content.map(({ type, text = '' }) => type === 'text' ? text : '').join('')}</div>
    </div>
    {isPending && <span className='question-state'>{t('unsent')}</span>}
  </div>
)

/** Asks in other words about the same files, which are sent once more. */
const askWithFiles = async ({ chatId, content, parentId }: ChatMessage, text: string): Promise<void> => {
  const files = content.filter(({ type }) => type === 'image' || type === 'file')
  const sent = await Promise.all(files.map(async ({ type, url = '', name, attachment }) => ({
    isImage: type === 'image',
    name: name ?? attachment?.name ?? t('attachment.file'),
    url: url.startsWith('/') ? await readUrl(await readAttached(url), attachment?.mediaType ?? '') : url,
  })))
  askInstead(chatId, writeContent(text, sent), parentId)
}

/** The same of one that was saved, with what can be done about it. */
export const SavedQuestion = memo(({ message, author, mayEdit }: { message: ChatMessage; author: string | undefined; mayEdit: boolean }) => {
  const [isEdited, setIsEdited] = useState(false)
  const isBusy = useStore(runs, all => isRunning(all.get(message.chatId)))
  if (isEdited) {
    return (
      <EditQuestion
        text={message.text} onClose={() => setIsEdited(false)} onSend={text => {
          setIsEdited(false)
          askWithFiles(message, text).catch((error: unknown) => showToast(sayError(error), { kind: 'error' }))
        }}
      />
    )
  }
  return (
    <article className='message' aria-label={author ?? t('you')}>
      <QuestionBubble content={message.content} author={author} />
      <div className='message-actions end'>
        <Branches message={message} isDisabled={isBusy} />
        <IconButton className='small' size={16} icon='copy' label={t('copy')} onClick={() => void copyText(message.text).then(isDone => { if (isDone) announce(t('said.copied')) })} />
        {mayEdit && <IconButton className='small' size={16} icon='edit' label={t('edit')} disabled={isBusy} onClick={() => setIsEdited(true)} />}
        <MessageMenu message={message} mayWrite={mayEdit} isBusy={isBusy} />
      </div>
    </article>
  )
})
