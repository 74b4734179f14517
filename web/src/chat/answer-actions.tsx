import type { ChatMessage } from '@parlance/client'
import { lazy, Suspense, useRef, useState } from 'react'
import { formatShort, formatUsd } from '../i18n/format.ts'
import { copyText } from '../lib/copy-text.ts'
import { useStore } from '../lib/use-store.ts'
import { ModelList } from '../models/model-picker.tsx'
import { nameOf, noteRecent, useModels } from '../models/models.ts'
import { IconButton } from '../ui/button.tsx'
import { announce } from './announce.ts'
import { askAgain } from './ask.ts'
import { Branches } from './branches.tsx'
import { MessageMenu } from './message-menu.tsx'
import { t } from './messages.ts'
import { RatingButtons } from './rating.tsx'
import { isRunning, runs } from './runs.ts'
import { sayAbout } from './say-about.ts'

const Details = lazy(() => import('./answer-details.tsx'))

/** What can be done with an answer, which model gave it and what it took. */
export const AnswerActions = ({ message, mayWrite }: { message: ChatMessage; mayWrite: boolean }) => {
  const isBusy = useStore(runs, all => isRunning(all.get(message.chatId)))
  const { data: models } = useModels()
  const [isCopied, setIsCopied] = useState(false)
  const [isChoosing, setIsChoosing] = useState(false)
  const [isDetailed, setIsDetailed] = useState(false)
  const other = useRef<HTMLButtonElement>(null)
  const { model, usage, costUsd } = message
  const copy = async () => {
    if (!await copyText(message.text)) return
    setIsCopied(true)
    announce(t('said.copied'))
    setTimeout(setIsCopied, 2_000, false)
  }
  const tokens = (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0)
  return (
    <div className='message-actions'>
      <Branches message={message} isDisabled={isBusy} />
      <IconButton className='small' size={16} icon={isCopied ? 'check' : 'copy'} label={t('copy')} onClick={() => void copy()} />
      {mayWrite && (
        <>
          <IconButton className='small' size={16} icon='refresh' label={t('regenerate')} disabled={isBusy} onClick={() => askAgain(message.chatId, message)} />
          <IconButton ref={other} className='small narrow' size={14} icon='chevronDown' label={t('regenerate.with')} aria-haspopup='dialog' disabled={isBusy} onClick={() => setIsChoosing(true)} />
        </>
      )}
      <RatingButtons message={message} />
      <IconButton className='small' size={16} icon='info' label={t('details')} aria-haspopup='dialog' onClick={() => setIsDetailed(true)} />
      <MessageMenu message={message} mayWrite={mayWrite} isBusy={isBusy} />
      <span className='message-facts'>
        {model !== null && <span>{nameOf(model, models)}</span>}
        {tokens > 0 && <span className='numeric'>{sayAbout(message, formatShort(tokens))}</span>}
        {costUsd !== null && costUsd > 0 && <span className='numeric'>{sayAbout(message, formatUsd(costUsd))}</span>}
      </span>
      {isChoosing && other.current !== null && (
        <ModelList
          anchor={other.current} value={model} hasDefault={false} onClose={() => setIsChoosing(false)} onChoose={id => {
            setIsChoosing(false)
            if (id === null) return
            noteRecent(id)
            askAgain(message.chatId, message, id)
          }}
        />
      )}
      {isDetailed && <Suspense fallback={null}><Details message={message} onClose={() => setIsDetailed(false)} /></Suspense>}
    </div>
  )
}
