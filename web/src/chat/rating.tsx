import type { ChatMessage } from '@parlance/client'
import { sayError } from '../errors/say-error.ts'
import { client } from '../session/session.ts'
import { IconButton } from '../ui/button.tsx'
import { showToast } from '../ui/toast.tsx'
import { placeMessage } from './chat-data.ts'
import { t } from './messages.ts'

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

/** What one thinks of an answer; pressed once more, nothing. */
export const RatingButtons = ({ message }: { message: ChatMessage }) => {
  const button = (rating: Rating, icon: 'thumbUp' | 'thumbDown') => {
    const isPressed = message.rating === rating
    return <IconButton className='small' size={16} icon={icon} label={t(`rate.${rating}`)} aria-pressed={isPressed} onClick={() => void rate(message, isPressed ? null : rating)} />
  }
  return <>{button('up', 'thumbUp')}{button('down', 'thumbDown')}</>
}
