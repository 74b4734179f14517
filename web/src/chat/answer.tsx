import type { ChatMessage } from '@parlance/client'
import { memo, useEffect, useMemo, useState } from 'react'
import { useStore } from '../lib/use-store.ts'
import { Markdown } from '../markdown/markdown.tsx'
import { AttachedFile, AttachedImage } from './attached.tsx'
import { AnswerActions } from './answer-actions.tsx'
import { ContextNote, EndNote, FailureCard } from './answer-notes.tsx'
import { type Live, liveOf } from './live-text.ts'
import { t } from './messages.ts'
import { liveOfChat, type Run } from './runs.ts'
import { Thoughts, ToolCalls } from './thoughts.tsx'

const Body = ({ live: { text, reasoning, toolCalls }, isGrowing }: { live: Live; isGrowing: boolean }) => (
  <>
    {reasoning !== '' && <Thoughts text={reasoning} isGrowing={isGrowing && text === ''} />}
    {toolCalls.length > 0 && <ToolCalls calls={toolCalls} isGrowing={isGrowing} />}
    {text !== '' && <Markdown text={text} isGrowing={isGrowing} />}
  </>
)

type AnswerProps = { message?: ChatMessage | undefined; /** While it is on its way. */ run?: Run | undefined; mayWrite: boolean; isLast: boolean }

/** An answer: on its way, or saved. One component for both, so that nothing is drawn anew when it ends. */
export const Answer = memo(({ message: saved, run, mayWrite, isLast }: AnswerProps) => {
  const isLive = run !== undefined && run.phase !== 'ended'
  const message = run?.phase === 'ended' ? run.answer : saved
  const growing = useStore(liveOfChat(run?.chatId ?? ''))
  const live = useMemo(() => isLive || message === undefined ? growing : liveOf(message), [isLive, growing, message])
  const isOver = run?.phase === 'failed' || run?.phase === 'lost'
  const isSilent = live.text === '' && live.reasoning === '' && live.toolCalls.length === 0
  const isGrowing = isLive && !isOver && run.phase !== 'stopping'
  const end = isLive ? undefined : message
  return (
    <article className='message answer' data-role='assistant' data-status={isLive ? run.phase : message?.status} aria-label={t('assistant')} aria-busy={isGrowing || undefined}>
      <h2 className='visually-hidden'>{t('assistant')}</h2>
      <Body live={live} isGrowing={isGrowing} />
      {isLive && isSilent && !isOver && <Waiting since={run.startedAt} />}
      {isLive && isOver && run.error !== undefined && <FailureCard run={run} error={run.error} />}
      {end !== undefined && (
        <>
          {end.content.map((part, index) => part.type === 'image' ? <AttachedImage key={index} className='answer-picture' url={part.url} /> : part.type === 'file' && <AttachedFile key={index} part={part} />)}
          {end.status === 'complete' && end.content.length === 0 && <p className='muted'>{t('empty-answer')}</p>}
          <EndNote message={end} mayWrite={mayWrite} isLast={isLast} />
          <ContextNote usage={end.contextUsage} />
          {end.status !== 'streaming' && <AnswerActions message={end} mayWrite={mayWrite} />}
        </>
      )}
    </article>
  )
})

/** After so long somebody wonders. Milliseconds. */
const slowMs = 9_000

const Waiting = ({ since }: { since: number }) => {
  const [isSlow, setIsSlow] = useState(false)
  useEffect(() => {
    setIsSlow(false)
    const timer = setTimeout(setIsSlow, Math.max(0, since + slowMs - Date.now()), true)
    return () => clearTimeout(timer)
  }, [since])
  return <p className='waiting'><span className='dots' aria-hidden='true'><i /><i /><i /></span><span className={isSlow ? 'muted' : 'visually-hidden'}>{isSlow ? t('slow') : t('waiting')}</span></p>
}
