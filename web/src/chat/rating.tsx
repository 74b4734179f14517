import type { ChatMessage } from '@parlance/client'
import { lazy, Suspense, useRef, useState } from 'react'
import { sayError } from '../errors/say-error.ts'
import { client } from '../session/session.ts'
import { IconButton } from '../ui/button.tsx'
import { showToast } from '../ui/toast.tsx'
import { placeMessage } from './chat-data.ts'
import { t } from './messages.ts'

const Comment = lazy(() => import('./rating-comment.tsx'))

type Rating = NonNullable<ChatMessage['rating']>

/** Shown at once, taken back when the server refuses. */
const rate = async (message: ChatMessage, rating: Rating | null): Promise<void> => {
  const { rating: _, ratingComment: __, ...unrated } = message
  placeMessage(rating === null ? unrated : { ...unrated, rating })
  try {
    await client.chats.rate(message.chatId, message.id, rating)
  } catch (error) {
    placeMessage(message)
    showToast(sayError(error), { kind: 'error' })
  }
}

/** What one thinks of an answer; pressed once more, nothing. Who has rated it may say why. */
export const RatingButtons = ({ message }: { message: ChatMessage }) => {
  const [isCommenting, setIsCommenting] = useState(false)
  const [draft, setDraft] = useState<string>()
  const opener = useRef<HTMLButtonElement>(null)
  const { rating, ratingComment } = message
  const button = (one: Rating, icon: 'thumbUp' | 'thumbDown') => {
    const isPressed = rating === one
    return <IconButton className='small' size={16} icon={icon} label={t(`rate.${one}`)} aria-pressed={isPressed} onClick={() => void rate(message, isPressed ? null : one)} />
  }
  return (
    <>
      {button('up', 'thumbUp')}{button('down', 'thumbDown')}
      {rating !== undefined && (
        <>
          <IconButton
            ref={opener} className={ratingComment === undefined ? 'small' : 'small commented'} size={16} icon='message' label={t(ratingComment === undefined ? 'rate.comment' : 'rate.comment.edit')}
            aria-haspopup='dialog' aria-expanded={isCommenting} onClick={() => setIsCommenting(true)}
          />
          {isCommenting && opener.current !== null && (
            <Suspense fallback={null}>
              <Comment message={message} rating={rating} anchor={opener.current} text={draft ?? ratingComment ?? ''} onType={setDraft} onClose={() => setIsCommenting(false)} />
            </Suspense>
          )}
        </>
      )}
    </>
  )
}
