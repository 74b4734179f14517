import type { ChatMessage } from '@parlance/client'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { t as say } from '../app/messages.ts'
import { client } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { TextArea } from '../ui/field.tsx'
import { placeBeside } from '../ui/place-beside.ts'
import { announce } from './announce.ts'
import { placeMessage } from './chat-data.ts'
import { t } from './messages.ts'

type Props = {
  message: ChatMessage
  rating: NonNullable<ChatMessage['rating']>
  /** What opened it. */
  anchor: HTMLButtonElement
  /** What stands in it. Whoever closes it by a click beside it finds it again. */
  text: string
  onType(text: string | undefined): void
  onClose(): void
}

/** Why somebody rates an answer as they do, in a small window beside the thumbs. */
export default function RatingComment ({ message: { chatId, id }, rating, anchor, text, onType, onClose }: Props) {
  const popover = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = popover
    if (current === null) return
    const move = () => placeBeside(current, anchor, 'start')
    const onToggle = (event: Event) => { if ((event as ToggleEvent).newState === 'closed') onClose() }
    current.showPopover()
    move()
    current.querySelector('textarea')?.focus({ preventScroll: true })
    current.addEventListener('toggle', onToggle)
    addEventListener('resize', move)
    return () => {
      current.removeEventListener('toggle', onToggle)
      removeEventListener('resize', move)
    }
  }, [])

  const close = () => {
    onType(undefined)
    onClose()
    anchor.focus({ preventScroll: true })
  }
  const { mutate, isPending } = useMutation({
    mutationFn: () => client.chats.rate(chatId, id, { rating, comment: text.trim() || null }),
    onSuccess (rated) {
      placeMessage(rated)
      announce(t('rate.comment.saved'))
      close()
    },
  })
  return (
    <div ref={popover} popover='auto' role='dialog' aria-label={t('rate.comment')} className='rating-comment'>
      <form
        className='stack'
        onSubmit={event => {
          event.preventDefault()
          mutate()
        }}
        onKeyDown={event => {
          // Escape closes this and nothing else
          event.stopPropagation()
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) mutate()
        }}
      >
        <TextArea label={t(`rate.comment.${rating}`)} hint={t('rate.comment.hint')} rows={3} maxLength={1000} value={text} onChange={event => onType(event.target.value)} />
        <div className='row'>
          <Button kind='primary' type='submit' isBusy={isPending}>{say('ui.save')}</Button>
          <Button kind='quiet' onClick={close}>{say('ui.cancel')}</Button>
        </div>
      </form>
    </div>
  )
}
