import type { Chat, ChatMessage } from '@parlance/client'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { classNames } from '../lib/class-names.ts'
import { useStore } from '../lib/use-store.ts'
import { IconButton } from '../ui/button.tsx'
import { Skeleton } from '../ui/states.tsx'
import { createChunker, turnsOf } from './branch.ts'
import { Chunk } from './chunk.tsx'
import { Answer } from './answer.tsx'
import { QuestionBubble, SavedQuestion } from './question.tsx'
import { t } from './messages.ts'
import { runs } from './runs.ts'
import { showRun } from './shown.ts'
import { useScroll } from './use-scroll.ts'
import './thread.css'

/** Turns that come and go together, so that a long chat is not all in the page at once. */
const turnsAChunk = 8

type ThreadProps = {
  chat: Chat | undefined
  chatId: string
  messages: readonly ChatMessage[]
  isLoading: boolean
  hasOlder: boolean
  isLoadingOlder: boolean
  onOlder(): void
  names: ReadonlyMap<string, string>
}

/** What was said in a chat, and what is being said. The one thing on the page that scrolls. */
export const Thread = ({ chat, chatId, messages, isLoading, hasOlder, isLoadingOlder, onOlder, names }: ThreadProps) => {
  const run = useStore(runs, all => all.get(chatId))
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => showRun(messages, run), [messages, run])
  const { isFar, toEnd } = useScroll(scroller, content, chatId, shown.messages[0]?.id)
  const mayWrite = chat !== undefined && chat.role !== 'viewer'

  // who asks wants to see the question and what is said to it
  const asked = run?.ask?.clientRequestId
  const [wasAsked, setWasAsked] = useState(false)
  useEffect(() => {
    if (asked === undefined) return
    setWasAsked(true)
    toEnd()
  }, [asked])

  const [chunk] = useState(() => createChunker(turnsAChunk))
  const turns = useMemo(() => turnsOf(shown.messages), [shown.messages])
  const chunks = useMemo(() => chunk(turns), [turns])
  const lastTurn = turns.at(-1)
  const ownRun = shown.hasAnswer ? run : undefined
  // in the last turn, among its messages, so that it stays where it is when it is saved
  const isInTurn = ownRun !== undefined && shown.pending === undefined && lastTurn !== undefined
  return (
    <div className='thread-frame'>
      <div ref={scroller} className='thread' tabIndex={0} role='log' aria-live='off' aria-label={t('thread')} aria-busy={isLoading}>
        <div ref={content} className='thread-column'>
          {hasOlder && <Older isLoading={isLoadingOlder} onReach={onOlder} root={scroller} />}
          {isLoading && <Skeleton label={t('thread.loading')} lines={7} />}
          {chunks.map((group, index) => (
            <Chunk key={group[0]!.id} root={scroller} isAlways={index === chunks.length - 1}>
              {group.map(turn => (
                <div key={turn.id} className={classNames('turn', turn === lastTurn && shown.pending === undefined && wasAsked && 'last')}>
                  {[
                    ...turn.messages.map((message, place) => message.role === 'user'
                      ? <SavedQuestion key={message.id} message={message} author={message.authorId === null ? undefined : names.get(message.authorId)} mayEdit={mayWrite} />
                      : <Answer key={message.id} message={message} mayWrite={mayWrite} isLast={turn === lastTurn && place === turn.messages.length - 1} />),
                    ...isInTurn && turn === lastTurn ? [<Answer key={ownRun.answer?.id ?? 'run'} run={ownRun} mayWrite={mayWrite} isLast />] : [],
                  ]}
                </div>
              ))}
            </Chunk>
          ))}
          {ownRun !== undefined && !isInTurn && (
            <div className='turn last'>
              {shown.pending !== undefined && <QuestionBubble content={shown.pending.content} isPending={ownRun.phase === 'failed'} />}
              <Answer run={ownRun} mayWrite={mayWrite} isLast />
            </div>
          )}
          {!isLoading && messages.length === 0 && run === undefined && <p className='muted thread-empty'>{t('thread.empty')}</p>}
        </div>
      </div>
      {isFar && <IconButton className='to-latest' icon='arrowDown' label={t('latest')} onClick={() => toEnd('smooth')} />}
    </div>
  )
}

/** Asks for older messages when it comes near. */
const Older = memo(({ isLoading, onReach, root }: { isLoading: boolean; onReach(): void; root: React.RefObject<HTMLElement | null> }) => {
  const mark = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isLoading || mark.current === null) return
    let isNear = false
    const reach = () => { if (isNear) onReach() }
    const watch = new IntersectionObserver(entries => {
      isNear = entries.at(-1)?.isIntersecting === true
      reach()
    }, { root: root.current, rootMargin: '600px 0px 0px' })
    watch.observe(mark.current)
    // a page that was given up for a fresher one is asked for again
    const timer = setInterval(reach, 1_000)
    return () => {
      watch.disconnect()
      clearInterval(timer)
    }
  }, [isLoading, onReach])
  return <div ref={mark} className='thread-older'>{isLoading && <Skeleton label={t('thread.older')} lines={2} />}</div>
})
