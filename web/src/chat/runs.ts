import { type ChatMessage, type MessageInputPart, type MessageStream, type MessageStreamEvent, ParlanceError } from '@parlance/client'
import { createStore } from '../lib/store.ts'
import { client } from '../session/session.ts'
import { addMessages, refreshChat, refreshChats } from './chat-data.ts'
import { createFrames } from './frames.ts'
import { type Live, liveWith, nothing } from './live-text.ts'

/** What is asked. The same `clientRequestId` is never answered twice, however often it has to be sent. */
export type Ask = {
  clientRequestId: string
  model: string | undefined
} & ({ kind: 'question'; content: string | MessageInputPart[]; /** Absent: the end of the branch. */ parentId?: string | null | undefined } | { kind: 'again'; messageId: string; parentId: string | null })

/**
 * An answer on its way. `starting`: the server has not said that it has the question. `stopping`: it was told to stop, and
 * what is shown stands still. `failed`: it never began. `lost`: it goes on without us. `ended`: saved, and about to be
 * shown as such.
 */
export type Run = {
  readonly chatId: string
  readonly phase: 'starting' | 'streaming' | 'stopping' | 'failed' | 'lost' | 'ended'
  /** Absent for one that somebody else began, or this page before it was loaded anew. */
  readonly ask: Ask | undefined
  readonly question: ChatMessage | undefined
  readonly answer: ChatMessage | undefined
  readonly error: ParlanceError | undefined
  readonly startedAt: number
  readonly firstAt: number | undefined
}

/** How a run ended, for those who say it aloud and go on with what waits. */
export type RunEnd = { chatId: string; status: ChatMessage['status'] | 'gone'; isOwn: boolean }

type Running = { run: Run; live: Live; stream: MessageStream | undefined; wantsStop: boolean }

const running = new Map<string, Running>()
/** What is on its way, by chat; replaced when something about a run changes, but not for each word. */
export const runs = createStore<ReadonlyMap<string, Run>>(new Map())
const lives = new Map<string, ReturnType<typeof createStore<Live>>>()
const endings = new Set<(end: RunEnd) => void>()

export const onRunEnd = (listener: (end: RunEnd) => void): () => void => {
  endings.add(listener)
  return () => { endings.delete(listener) }
}

/** What has come of the answer in a chat, at most once a frame. */
export const liveOfChat = (chatId: string) => {
  const known = lives.get(chatId) ?? createStore<Live>(nothing)
  lives.set(chatId, known)
  return known
}

const frames = createFrames(() => { for (const [chatId, { live }] of running) liveOfChat(chatId).set(live) })

const show = (entry: Running, change: Partial<Run>): void => {
  entry.run = { ...entry.run, ...change }
  runs.update(all => new Map(all).set(entry.run.chatId, entry.run))
}

const drop = (entry: Running): void => {
  const { chatId } = entry.run
  if (running.get(chatId) !== entry) return
  running.delete(chatId)
  runs.update(all => {
    const rest = new Map(all)
    rest.delete(chatId)
    return rest
  })
  liveOfChat(chatId).set(nothing)
}

const finish = (entry: Running, message: ChatMessage | null): void => {
  const { chatId, question, ask } = entry.run
  if (message === null) refreshChat(chatId)
  else addMessages(chatId, question === undefined ? [message] : [question, message])
  show(entry, { phase: 'ended', ...message !== null && { answer: message } })
  // only when the saved one is drawn, so that nothing goes and comes back
  setTimeout(drop, 50, entry)
  refreshChats()
  for (const listener of [...endings]) listener({ chatId, status: message?.status ?? 'gone', isOwn: ask !== undefined })
}

const hear = (entry: Running, event: MessageStreamEvent): void => {
  switch (event.type) {
    case 'message.created':
      show(entry, { phase: entry.wantsStop ? 'stopping' : 'streaming', question: event.question ?? undefined, answer: event.answer })
      if (entry.wantsStop) void tellToStop(entry)
      else if (entry.run.ask !== undefined) refreshChats()
      break
    case 'message.delta':
    case 'message.reset':
      if (entry.run.firstAt === undefined) show(entry, { firstAt: Date.now() })
      // what was stopped stands still
      if (entry.run.phase === 'stopping') break
      entry.live = liveWith(entry.live, event)
      frames.ask()
      break
    default:
      finish(entry, event.message)
  }
}

const follow = async (entry: Running, stream: MessageStream): Promise<void> => {
  entry.stream = stream
  try {
    for await (const event of stream) {
      if (running.get(entry.run.chatId) !== entry) return stream.abort()
      hear(entry, event)
    }
  } catch (thrown) {
    if (running.get(entry.run.chatId) !== entry) return
    const error = thrown instanceof ParlanceError ? thrown : new ParlanceError('The page failed to read the answer.', { code: 'bad_response', cause: thrown })
    // ended while nobody listened: what was saved is there to be read
    if (error.code === 'not_found' && entry.run.answer !== undefined) {
      drop(entry)
      return refreshChat(entry.run.chatId)
    }
    show(entry, { phase: entry.run.answer === undefined ? 'failed' : 'lost', error })
    for (const listener of [...endings]) listener({ chatId: entry.run.chatId, status: 'failed', isOwn: entry.run.ask !== undefined })
  }
}

const begin = (chatId: string, ask: Ask | undefined): Running => {
  running.get(chatId)?.stream?.abort()
  const entry: Running = {
    run: { chatId, phase: 'starting', ask, question: undefined, answer: undefined, error: undefined, startedAt: Date.now(), firstAt: undefined },
    live: nothing,
    stream: undefined,
    wantsStop: false,
  }
  running.set(chatId, entry)
  liveOfChat(chatId).set(nothing)
  show(entry, {})
  return entry
}

const send = (chatId: string, { clientRequestId, model, ...ask }: Ask): MessageStream => {
  const common = { clientRequestId, ...model !== undefined && { model } }
  return ask.kind === 'again'
    ? client.chats.regenerate(chatId, ask.messageId, common)
    : client.chats.stream(chatId, { content: ask.content, ...ask.parentId !== undefined && { parentId: ask.parentId }, ...common })
}

/** Asks, and shows the answer as it comes. Resolves when it has ended in whichever way. */
export const startRun = (chatId: string, ask: Ask): Promise<void> => follow(begin(chatId, ask), send(chatId, ask))

/** Sends what failed to begin again: the same question, so that it cannot be answered twice. */
export const retryRun = (chatId: string): void => {
  const ask = running.get(chatId)?.run.ask
  if (ask !== undefined) void startRun(chatId, ask)
}

/** Forgets a question that never began. Returns what was asked. */
export const dropRun = (chatId: string): Ask | undefined => {
  const entry = running.get(chatId)
  if (entry === undefined) return undefined
  entry.stream?.abort()
  drop(entry)
  return entry.run.ask
}

const resuming = new Set<string>()

/** Reads on what is being written in a chat, whoever asked for it. */
export const resumeRun = async (chatId: string, answer?: ChatMessage): Promise<void> => {
  const known = running.get(chatId)
  if (resuming.has(chatId) || (known !== undefined && !['lost', 'ended'].includes(known.run.phase))) return
  resuming.add(chatId)
  try {
    const stream = await client.chats.resume(chatId, { lastEventId: known?.stream?.lastEventId })
    if (stream === null) {
      if (known !== undefined) drop(known)
      return refreshChat(chatId)
    }
    if (known?.run.phase === 'lost') {
      show(known, { phase: 'streaming', error: undefined })
      void follow(known, stream)
      return
    }
    const entry = begin(chatId, undefined)
    if (answer !== undefined) show(entry, { phase: 'streaming', answer })
    void follow(entry, stream)
  } catch (error) {
    if (known !== undefined && error instanceof ParlanceError) show(known, { error })
  } finally {
    resuming.delete(chatId)
  }
}

const tellToStop = async (entry: Running): Promise<void> => {
  const { chatId } = entry.run
  try {
    const { data } = await client.chats.stop(chatId)
    const stopped = data.find(({ id }) => id === entry.run.answer?.id)
    if (stopped === undefined || running.get(chatId) !== entry) return
    entry.stream?.abort()
    finish(entry, stopped)
  } catch (error) {
    if (running.get(chatId) !== entry) return
    entry.wantsStop = false
    show(entry, { phase: 'streaming' })
    throw error
  }
}

/** What is shown stands still at once; the server is told. */
export const stopRun = async (chatId: string): Promise<void> => {
  const entry = running.get(chatId)
  if (entry === undefined || entry.wantsStop) return
  entry.wantsStop = true
  show(entry, { phase: 'stopping' })
  // before the server has said that it has the question there is nothing to stop
  if (entry.run.answer !== undefined) await tellToStop(entry)
}

/** The server is there again: what never began is sent again, what was lost is read on. */
export const reviveRuns = (): void => {
  for (const { run } of [...running.values()]) {
    const isPassing = run.error !== undefined && (['network', 'timeout', 'unauthorized', 'overloaded', 'unavailable', 'bad_response'].includes(run.error.code))
    if (run.phase === 'failed' && isPassing) retryRun(run.chatId)
    if (run.phase === 'lost') void resumeRun(run.chatId)
  }
}

export const isRunning = (run: Run | undefined): boolean => run !== undefined && ['starting', 'streaming', 'stopping'].includes(run.phase)

/** Somebody else signs in. */
export const forgetRuns = (): void => {
  for (const { stream } of running.values()) stream?.abort()
  running.clear()
  runs.set(new Map())
  for (const live of lives.values()) live.set(nothing)
}
