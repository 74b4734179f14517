import type { ChatMessage, ContextUsage, ParlanceError } from '@parlance/client'
import { type ReactNode, useRef, useState } from 'react'
import { isWorthRetrying, sayError, sayFailure } from '../errors/say-error.ts'
import { t as sayErrorWord } from '../errors/messages.ts'
import { formatNumber } from '../i18n/format.ts'
import { ModelList } from '../models/model-picker.tsx'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icons.tsx'
import { ask, askAgain } from './ask.ts'
import { writeDraft } from './drafts.ts'
import { t } from './messages.ts'
import { dropRun, resumeRun, retryRun, type Run } from './runs.ts'

const Card = ({ text, requestId, children }: { text: string; requestId?: string | undefined; children?: ReactNode }) => (
  <div className='failure' role='group'>
    <Icon name='alert' size={18} />
    <div>
      <p>{text}</p>
      {requestId !== undefined && <p className='failure-id'>{sayErrorWord('request-id', { id: requestId })}</p>}
    </div>
    {children !== undefined && <div className='row'>{children}</div>}
  </div>
)

/** Why a question was not taken, or the answer is not heard any more. Trying again cannot be billed twice. */
export const FailureCard = ({ run: { chatId, phase, ask }, error }: { run: Run; error: ParlanceError }) => (
  <Card text={sayError(error)} requestId={error.requestId}>
    {(phase === 'lost' || ask !== undefined) && <Button onClick={() => phase === 'lost' ? void resumeRun(chatId) : retryRun(chatId)} icon='refresh'>{t('retry')}</Button>}
    {phase === 'failed' && ask !== undefined && (
      <Button
        kind='quiet' onClick={() => {
          // back into the composer: nothing that was written is lost
          if (ask.kind === 'question' && typeof ask.content === 'string') writeDraft(chatId, ask.content)
          dropRun(chatId)
          dispatchEvent(new Event('parlance:draft'))
        }}
      >{t('discard')}
      </Button>
    )}
  </Card>
)

/** How an answer ended, when that was not by itself, and how to go on. */
export const EndNote = ({ message, mayWrite, isLast }: { message: ChatMessage; mayWrite: boolean; isLast: boolean }) => {
  const { chatId, status, error, finishReason, model } = message
  const other = useRef<HTMLButtonElement>(null)
  const [isChoosing, setIsChoosing] = useState(false)
  const goOn = () => ask(chatId, { text: t('continue.prompt'), files: [], model: undefined })
  const mayGoOn = mayWrite && isLast
  if (status === 'failed' || status === 'interrupted') {
    const code = status === 'interrupted' ? 'interrupted' : error?.code ?? 'unknown'
    return (
      <Card text={sayFailure({ code, message: error?.message ?? '' })}>
        {mayGoOn && message.text !== '' && <Button onClick={goOn}>{t('continue')}</Button>}
        {mayWrite && isWorthRetrying(code) && <Button icon='refresh' onClick={() => askAgain(chatId, message)}>{t('retry')}</Button>}
        {mayWrite && <Button ref={other} kind='quiet' aria-haspopup='dialog' onClick={() => setIsChoosing(true)}>{t('retry.other')}</Button>}
        {isChoosing && other.current !== null && (
          <ModelList
            anchor={other.current} value={model ?? undefined} hasDefault={false} onClose={() => setIsChoosing(false)} onChoose={id => {
              setIsChoosing(false)
              askAgain(chatId, message, id ?? undefined)
            }}
          />
        )}
      </Card>
    )
  }
  const note = status === 'stopped' ? t('stopped') : finishReason === 'length' ? t('cut-short') : finishReason === 'contentFilter' ? t('filtered') : undefined
  if (note === undefined) return null
  return (
    <div className='end-note'>
      <span>{note}</span>
      {mayGoOn && message.text !== '' && finishReason !== 'contentFilter' && <Button kind='quiet' onClick={goOn}>{t('continue')}</Button>}
      {mayGoOn && status === 'stopped' && <Button kind='quiet' onClick={() => askAgain(chatId, message)}>{t('regenerate')}</Button>}
    </div>
  )
}

/** From here on somebody should know. */
const nearlyFull = 0.8

/** What the model did not get to see, and how little room is left. */
export const ContextNote = ({ usage }: { usage: ContextUsage | null }) => {
  if (usage === null) return null
  const { tokens, limit, omittedMessages = 0, summarised = false, source } = usage
  const note = summarised ? t('context.summarised') : omittedMessages > 0 ? t('context.omitted', { count: omittedMessages }) : source === 'model' && tokens / limit > nearlyFull ? t('context.full', { percent: formatNumber(tokens / limit, { style: 'percent' }) }) : undefined
  return note === undefined ? null : <p className='context-note'><Icon name='info' size={16} />{note}</p>
}
