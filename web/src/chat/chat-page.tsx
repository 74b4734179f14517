import { useEffect, useState } from 'react'
import { Link, useParams } from 'wouter'
import { isNotFound } from '../app/query-client.ts'
import { t as say } from '../app/messages.ts'
import { sayError } from '../errors/say-error.ts'
import { useStore } from '../lib/use-store.ts'
import { noteSeen } from '../sidebar/seen.ts'
import { useModel } from '../models/models.ts'
import { EmptyState, ErrorNote } from '../ui/states.tsx'
import { showToast } from '../ui/toast.tsx'
import { ask, beginChat, type Question, stop } from './ask.ts'
import { ChatHeader } from './chat-header.tsx'
import { useChat } from './chat-data.ts'
import { Composer } from './composer.tsx'
import { composerHandle } from './composer-handle.ts'
import { EmptyChat } from './empty-chat.tsx'
import { LiveRegion } from './live-region.tsx'
import { t } from './messages.ts'
import { QueueList } from './queue-list.tsx'
import { isRunning, resumeRun, runs } from './runs.ts'
import { Thread } from './thread.tsx'
import { useRoom } from './use-room.ts'
import { TypingNote } from './typing-note.tsx'
import './chat-page.css'

export default function ChatPage () {
  const { chatId } = useParams<{ chatId?: string }>()
  return (
    <main id='content' className='chat-page'>
      {chatId === undefined ? <NewChat /> : <OldChat key={chatId} chatId={chatId} />}
      <LiveRegion />
    </main>
  )
}

const NewChat = () => {
  const [model, setModel] = useState<string | null>(null)
  const [isTyping, setIsTyping] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  useEffect(() => { document.title = 'Parlance' }, [])
  const send = (question: Omit<Question, 'model'>) => {
    setIsBusy(true)
    beginChat({ ...question, model: model ?? undefined }).catch((error: unknown) => {
      // nothing was asked: it goes back where it was written
      composerHandle.current?.insert(question.text, question.files)
      showToast(sayError(error), { kind: 'error' })
    }).finally(() => setIsBusy(false))
  }
  const canSee = useModel(model)?.capabilities.includes('vision')
  return (
    <>
      <ChatHeader chat={undefined} model={model} onModel={setModel} people={undefined} />
      <EmptyChat isTyping={isTyping} onChoose={text => send({ text, files: [] })}>
        <Composer chatId={undefined} isRunning={false} isReadOnly={isBusy} canSee={canSee} onSend={(text, files) => send({ text, files })} onStop={() => {}} onType={() => setIsTyping(true)} />
      </EmptyChat>
    </>
  )
}

const OldChat = ({ chatId }: { chatId: string }) => {
  const { data, error, isPending, isFetching, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useChat(chatId)
  const run = useStore(runs, all => all.get(chatId))
  const { chat, messages = [] } = data ?? {}
  const room = useRoom(chatId, chat)
  const canSee = useModel(chat?.model)?.capabilities.includes('vision')
  const { names, typing, sayTyping } = room

  useEffect(() => { if (chat !== undefined) document.title = `${chat.title ?? t('untitled')} · Parlance` }, [chat?.title])
  useEffect(() => noteSeen(chatId), [chatId, messages.length, run?.phase])

  // an answer that was being written when the page was opened is read on
  const newest = messages.at(-1)
  useEffect(() => { if (newest?.status === 'streaming' && !isFetching) void resumeRun(chatId, newest) }, [newest?.id, newest?.status, isFetching])

  if (error !== null && data === undefined) {
    return (
      <>
        <ChatHeader chat={undefined} model={null} onModel={() => {}} people={undefined} />
        {isNotFound(error)
          ? <EmptyState isPage icon='help' title={t('gone.title')} text={t('gone.text')} action={<Link href='/'>{say('app.not-found.home')}</Link>} />
          : <div className='page'><ErrorNote error={error} isBusy={isFetching} onRetry={() => void refetch()} />{!navigator.onLine && <p className='muted'>{t('offline.unread')}</p>}</div>}
      </>
    )
  }
  return (
    <>
      <ChatHeader chat={chat} model={chat?.model ?? null} people={room} />
      <Thread
        chat={chat} chatId={chatId} messages={messages} isLoading={isPending && run === undefined} names={names}
        hasOlder={hasNextPage} isLoadingOlder={isFetchingNextPage} onOlder={fetchNextPage}
      />
      <div className='chat-foot'>
        <TypingNote names={typing} />
        <Composer
          chatId={chatId} isRunning={isRunning(run)} isReadOnly={chat?.role === 'viewer'} canSee={canSee} onType={sayTyping}
          onSend={(text, files) => ask(chatId, { text, files, model: undefined })} onStop={() => stop(chatId)}
        >
          <QueueList chatId={chatId} />
        </Composer>
      </div>
    </>
  )
}
