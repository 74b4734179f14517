import type { ChatMessage } from '@parlance/client'
import { memo, useState } from 'react'
import { copyText } from '../lib/copy-text.ts'
import { useStore } from '../lib/use-store.ts'
import { IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icons.tsx'
import { announce } from './announce.ts'
import { askInstead } from './ask.ts'
import { Branches } from './branches.tsx'
import { EditQuestion } from './edit-question.tsx'
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
          {content.map(({ type, url = '', name }, index) => type === 'image'
            ? <img key={index} src={url} alt={t('attachment.image')} loading='lazy' />
            : type === 'file' && <span key={index} className='bubble-file'><Icon name='file' size={16} />{name}</span>)}
        </div>
      )}
      <div className='bubble-text'>{content.map(({ type, text = '' }) => type === 'text' ? text : '').join('')}</div>
    </div>
    {isPending && <span className='question-state'>{t('unsent')}</span>}
  </div>
)

/** The same of one that was saved, with what can be done about it. */
export const SavedQuestion = memo(({ message, author, mayEdit }: { message: ChatMessage; author: string | undefined; mayEdit: boolean }) => {
  const [isEdited, setIsEdited] = useState(false)
  const isBusy = useStore(runs, all => isRunning(all.get(message.chatId)))
  if (isEdited) {
    return (
      <EditQuestion
        text={message.text} onClose={() => setIsEdited(false)} onSend={text => {
          setIsEdited(false)
          const files = message.content.filter(({ type }) => type === 'image' || type === 'file')
          askInstead(message.chatId, files.length === 0 ? text : [...files.map(({ type, url, name }) => ({ type: type as 'image' | 'file', ...url !== undefined && { url }, ...name !== undefined && { name } })), { type: 'text', text }], message.parentId)
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
      </div>
    </article>
  )
})
