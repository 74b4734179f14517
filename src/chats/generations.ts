import type { Bells } from '../core/bells.ts'
import type { ChatRequest, FinishReason, Receipt } from '../core/chat.ts'
import type { AnswerFacts, ChatStore, GenerationEnd, GenerationRecord, GenerationStart, GenerationStore, LogPiece } from '../core/chats.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Clock, Log, Principal } from '../core/ports.ts'
import type { Call, Exchange, Gateway } from '../gateway/index.ts'
import { createHouseDoor } from '../gateway/index.ts'
import { createId } from '../lib/ids.ts'
import { factsOf } from './answer-facts.ts'
import { contentOf, createPieceReader } from './content.ts'
import { createFlusher } from './flusher.ts'
import { createReader } from './generation-reader.ts'
import { createKnocks } from './knocks.ts'
import { createPatience } from './patience.ts'
import { append, cutAfter } from './pieces.ts'
import { type Ending, RunningGeneration } from './running.ts'

export type GenerationsOptions = {
  store: GenerationStore
  chats: Pick<ChatStore, 'findMessage'>
  gateway: Gateway
  clock: Clock
  log: Log
  /** Whether this process is the only one: then whatever runs when it starts is dead. */
  isAlone: boolean
  /** How those hear of it who read elsewhere, and of whom elsewhere wants an end. */
  bells?: Pick<Bells, 'ring' | 'on' | 'onGap' | 'isHearing'>
  flushMs?: number
  materializeMs?: number
  heartbeatMs?: number
  staleMs?: number
  keepLogMs?: number
  pollMs?: number
}

/** What is asked, and what is known before the answer, such as how full the window is. */
export type Prepared = { request: ChatRequest; facts: AnswerFacts }

/** What to ask for whom. `prepare` makes the request, which may take its time: the signal aborts when nobody wants the answer any more. */
export type Asking = { model: string; facts: AnswerFacts; prepare(signal: AbortSignal): Promise<Prepared>; requestId: string; caller: Principal; onEnd?(ending: Ending): void }

export type Generations = ReturnType<typeof createGenerations>

/**
 * Runs models for messages. A generation belongs to the server: readers come and go, what was said is logged while it is
 * said, and whatever happens to this process, some process says how it ended.
 */
export function createGenerations (options: GenerationsOptions) {
  const { store, chats, gateway, clock, log, isAlone, flushMs = 200, materializeMs = 3000, heartbeatMs = 2000, staleMs = 30_000, keepLogMs = 15 * 60_000, pollMs = 200, bells } = options
  const live = new Map<string, RunningGeneration>()
  const endings = new Map<string, Promise<void>>()
  const knocks = createKnocks()
  const tellReaders = (ids: string[]): void => bells?.ring('generations', { ids })
  const flusher = createFlusher({ store, live, clock, log, flushMs, materializeMs, onFlushed: tellReaders })
  const unlisten = bells === undefined
    ? []
    : [
        bells.on('generations', ({ ids }) => { for (const id of ids) knocks.wake(id) }),
        bells.on('stop', ({ id }) => live.get(id)?.abort()),
        bells.onGap(knocks.wakeAll),
      ]
  const read = createReader({ store, chats, live, knocks, pollMs, isHearing: () => bells?.isHearing === true })
  let isClosing = false

  /** False when somebody else has said how it ended. What was said goes first, so that a log never has a gap before its end. */
  const save = async (end: GenerationEnd): Promise<boolean> => {
    for (let attempt = 1; ; attempt++) {
      await flusher.flush()
      try {
        return await store.end(end)
      } catch (error) {
        if (attempt === 1) log.error({ err: error, generation: end.generationId }, 'the end of an answer cannot be saved; it is tried again')
        if (attempt >= (isClosing ? lastSaves : maxSaves)) throw error
        await sleep(Math.min(2000, 100 * 2 ** attempt))
      }
    }
  }

  /** Its log first, then its message: readers are told when both are safe. */
  const finish = (generation: RunningGeneration, ending: Ending, onEnd: Asking['onEnd']): Promise<void> => {
    const { record, messageId } = generation
    const known = endings.get(record.id)
    if (known !== undefined) return known
    const finishing = (async () => {
      const content = contentOf(generation.pieces)
      const isOurs = await save({ generationId: record.id, status: ending.status, message: { id: messageId, content, facts: ending.facts, position: generation.position }, at: clock() })
      const told = isOurs ? ending : await endingOf(record.id, ending)
      generation.finish(told)
      tellReaders([record.id])
      onEnd?.(told)
    })().catch((error: unknown) => {
      log.error({ err: error, generation: record.id }, 'the end of an answer was not saved')
      generation.finish(ending)
    }).finally(() => {
      live.delete(record.id)
      endings.delete(record.id)
    })
    endings.set(record.id, finishing)
    return finishing
  }

  /** What another instance has made of it, which took this one for dead. */
  const endingOf = async (id: string, { facts }: Ending): Promise<Ending> => {
    const status = (await store.find(id))?.status
    return { status: status === undefined || status === 'running' ? 'interrupted' : status, facts }
  }

  const run = (generation: RunningGeneration, { model, prepare, requestId, caller, onEnd, ...asking }: Asking): void => {
    let { facts } = asking
    let finishReason: FinishReason | undefined
    let receipt: Receipt | undefined
    const readPiece = createPieceReader()
    const door = createHouseDoor(event => {
      if (event.type === 'message-end' && (event.choice ?? 0) === 0) finishReason = event.reason
      const piece = readPiece(event)
      if (piece !== undefined && generation.ending === undefined) generation.add(piece)
    })
    const tell = (error: GatewayError | undefined): AnswerFacts => ({ ...facts, ...factsOf(receipt), ...(finishReason !== undefined && { finishReason }), ...(error !== undefined && { error: { code: error.kind, message: error.message } }) })
    const close = (error: GatewayError | undefined): void => {
      const status = error === undefined ? 'complete' : error.kind === 'unavailable' ? 'interrupted' : 'failed'
      void finish(generation, { status, facts: tell(error) }, onEnd)
    }
    const callOf = (request: ChatRequest): Call => ({
      requestId,
      route: '/api/v1/chats/{chatId}/messages',
      door,
      createAnswerId: () => generation.messageId,
      raw: Buffer.alloc(0),
      body: { model, request },
      headers: {},
      caller,
      attribution: { user: generation.record.ownerId, chat: generation.record.chatId },
      models: [model],
      isStream: true,
      includeUsage: true,
      isStrict: false,
    })
    // told of a failure before the gateway returns, when it fails at once
    const running: { exchange?: Exchange } = {}
    const unwanted = new AbortController()
    /** What it came to is known then, also before it had begun to answer. */
    const leave = (): void => {
      unwanted.abort()
      receipt = running.exchange?.abort() ?? receipt
    }
    generation.abort = () => {
      leave()
      void finish(generation, { status: 'stopped', facts: tell(undefined) }, onEnd)
    }
    generation.interrupt = () => {
      leave()
      close(new GatewayError('unavailable', 'The server was shut down while this was being written.'))
    }
    const ask = (prepared: Prepared): void => {
      if (unwanted.signal.aborted) return
      facts = prepared.facts
      running.exchange = gateway.chat(callOf(prepared.request), {
        onStart: head => { receipt = head.receipt },
        onBytes: () => true,
        onEnd: () => close(receipt?.error),
        onFail: (error, settled) => {
          receipt = settled
          close(error)
        },
      })
    }
    prepare(unwanted.signal).then(ask).catch((thrown: unknown) => {
      if (unwanted.signal.aborted) return
      const error = asGatewayError(thrown)
      if (error.kind === 'internal') log.error({ err: thrown, generation: generation.record.id }, 'a question could not be put together')
      close(error)
    })
  }

  /** Whoever ran it is gone: what it logged is what there is. */
  const bury = async (record: GenerationRecord): Promise<void> => {
    const message = await chats.findMessage(record.chatId, record.messageId)
    const { pieces, position } = await readLog(record.id)
    const facts = { ...message?.facts, error: { code: 'interrupted', message: 'The server stopped while this was being written.' } }
    await store.end({ generationId: record.id, status: 'interrupted', message: { id: record.messageId, content: contentOf(pieces), facts, position }, at: clock() })
    tellReaders([record.id])
  }

  const readLog = async (id: string): Promise<{ pieces: LogPiece[]; position: number }> => {
    const pieces: LogPiece[] = []
    let position = 0
    for (const entry of await store.log(id, 0)) {
      for (const piece of cutAfter(entry.pieces, entry.from, position)) append(pieces, piece)
      position = Math.max(position, entry.to)
    }
    return { pieces, position }
  }

  /** A database that was away, or a clock that was set, had nobody say that they live: they get the time to do so. */
  const patience = createPatience({ clock, ms: staleMs })
  const reapStale = async (): Promise<void> => {
    if (patience.isWaiting()) return
    await reap(clock() - staleMs).catch((error: unknown) => {
      patience.begin()
      throw error
    })
  }

  const reap = async (before: number): Promise<void> => {
    const stale = await store.stale(before)
    for (const record of stale) if (!live.has(record.id)) await bury(record)
    if (stale.length > 0) log.warn({ generations: stale.length }, 'answers whose server has died were closed')
    await store.prune(clock() - keepLogMs)
  }

  const beat = async (): Promise<void> => {
    const stopped = await store.heartbeat([...live.keys()], clock())
    for (const id of stopped) live.get(id)?.abort()
  }

  const guarded = (work: () => Promise<void>, what: string) => {
    let isBusy = false
    return () => {
      if (isBusy) return
      isBusy = true
      work().catch((error: unknown) => log.error({ err: error }, what)).finally(() => { isBusy = false })
    }
  }
  const timers = [
    setInterval(guarded(beat, 'running answers could not be kept alive'), heartbeatMs),
    setInterval(guarded(reapStale, 'dead answers could not be closed'), staleMs / 2),
  ]
  for (const timer of timers) timer.unref()

  return {
    /** How many answers this process is writing. */
    get running () { return live.size },

    /** Closes what a process before this one left open. */
    recover: (): Promise<void> => reap(isAlone ? clock() + 1 : clock() - staleMs),

    /** Claims the request, then calls the model. A repeated request gets the generation that it began with. */
    async start (start: GenerationStart, asking: Asking): Promise<{ isNew: boolean; generation: GenerationRecord }> {
      const begun = await store.begin(start)
      if (!begun.isNew) return begun
      const generation = new RunningGeneration(begun.generation, clock())
      live.set(begun.generation.id, generation)
      flusher.start()
      run(generation, asking)
      return begun
    },

    createRecord: ({ chatId, messageId, ownerId, clientRequestId, requestHash }: Pick<GenerationRecord, 'chatId' | 'messageId' | 'ownerId' | 'clientRequestId' | 'requestHash'>): GenerationRecord => {
      const now = clock()
      return { id: createId('gen'), chatId, messageId, ownerId, clientRequestId, requestHash, status: 'running', isStopRequested: false, heartbeatAt: now, createdAt: now, endedAt: undefined }
    },

    read,

    /** Ends it and waits until that is saved, wherever it runs. */
    async stop (record: GenerationRecord): Promise<void> {
      const running = live.get(record.id)
      if (running !== undefined) {
        running.abort()
        return endings.get(record.id)
      }
      await store.requestStop(record.id)
      bells?.ring('stop', { id: record.id })
      for (const deadline = performance.now() + stopWaitMs; performance.now() < deadline;) {
        const knock = knocks.expect(record.id)
        const current = await store.find(record.id).catch(error => {
          knock.leave()
          throw error
        })
        if (current === undefined || current.status !== 'running') return knock.leave()
        await knock.within(pollMs)
      }
    },

    /** How many this process runs. */
    get size () { return live.size },

    /** Waits for what is being written, but not longer than `graceMs`; the rest is marked `interrupted`. Then all is saved. */
    async close (graceMs: number): Promise<void> {
      for (const deadline = performance.now() + graceMs; live.size > 0 && performance.now() < deadline;) await sleep(50)
      for (const timer of timers) clearInterval(timer)
      for (const stop of unlisten) stop()
      isClosing = true
      for (const generation of live.values()) generation.interrupt()
      await Promise.all(endings.values())
      await flusher.close()
    },
  }
}

/** The end of an answer outlives a database that is away for minutes, but keeps no server from ending. */
const maxSaves = 300
const lastSaves = 10
const stopWaitMs = 10_000

const sleep = (ms: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, ms) })
