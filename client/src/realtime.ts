import { ParlanceError, readRefusal } from './errors.ts'
import type { ClientAnswers, ClientEvents, ServerEvents } from './realtime.gen.ts'
import { createPlaces } from './places.ts'
import { createRequestId } from './request-id.ts'
import type { Socket } from './socket.ts'

export type { ClientAnswers, ClientEvents, ServerEvents } from './realtime.gen.ts'

/** What one may listen to: what the server tells, and how the connection fares. */
export type RealtimeEvents = ServerEvents & {
  /** Connected again. What was missed has been told or will be, in all chats that were joined. */
  connect: { recovered: boolean }
  /** `willReconnect`: it tries to come back by itself. */
  disconnect: { reason: string; willReconnect: boolean }
  /** Why coming back was refused: to the server, or to a chat. */
  error: ParlanceError
}

type Listener<Name extends keyof RealtimeEvents> = (event: RealtimeEvents[Name]) => void

/**
 * An open connection to the server. It comes back by itself, to all chats that were joined and to where each answer was
 * left: every event is told once, in order. Made by `client.realtime()`.
 */
export class Realtime {
  readonly #socket: Socket
  readonly #timeoutMs: number
  readonly #listeners = new Map<string, Set<(event: never) => void>>()
  readonly #joined = new Set<string>()
  readonly #places = createPlaces()
  #hasConnected = false

  /** `timeoutMs`: how long the server may take to answer, connecting again included. */
  constructor (socket: Socket, { timeoutMs }: { timeoutMs: number }) {
    this.#socket = socket
    this.#timeoutMs = timeoutMs
    socket.onAny((name, payload) => this.#hear(name as keyof ServerEvents, payload)) // the server's promise
    socket.on('connect', () => {
      if (this.#hasConnected) void this.#comeBack()
      this.#hasConnected = true
    })
    socket.on('disconnect', (reason: string) => this.#tell('disconnect', { reason, willReconnect: socket.active }))
    socket.on('connect_error', (error: Error & { data?: unknown }) => {
      if (this.#hasConnected && !socket.active) this.#tell('error', readRefusal(error.data, error))
    })
  }

  /** Whether there is a connection now. */
  get isConnected (): boolean {
    return this.#socket.connected
  }

  /** Listens to an event; returns what ends that. */
  on<Name extends keyof RealtimeEvents> (name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener as (event: never) => void)) // the key says which event it takes
    return () => { listeners.delete(listener as (event: never) => void) }
  }

  /** Listens to a chat, also after a connection that was lost. Answers that are being written are told from their beginning. */
  async join (chatId: string, { lastEventIds }: { lastEventIds?: string[] } = {}): Promise<ClientAnswers['join-chat']> {
    const answer = await this.#say('join-chat', { chatId, ...lastEventIds !== undefined && { lastEventIds } })
    this.#joined.add(chatId)
    return answer
  }

  async leave (chatId: string): Promise<void> {
    this.#joined.delete(chatId)
    this.#places.forget(chatId)
    await this.#say('leave-chat', { chatId })
  }

  /** Asks in a chat. The answer is told to everybody who has joined it. The same question is never asked twice. */
  send (question: ClientEvents['chat-message']): Promise<ClientAnswers['chat-message']> {
    return this.#say('chat-message', { clientRequestId: createRequestId(), ...question })
  }

  /** Tells the others. To be said again every few seconds while it is so. */
  async typing (chatId: string, typing: boolean): Promise<void> {
    await this.#say('typing', { chatId, typing })
  }

  /** Ends what is being written in a chat. */
  stop (chatId: string): Promise<ClientAnswers['stop']> {
    return this.#say('stop', { chatId })
  }

  /** Ends the connection for good. */
  close (): void {
    this.#joined.clear()
    this.#socket.disconnect()
  }

  #tell<Name extends keyof RealtimeEvents> (name: Name, event: RealtimeEvents[Name]): void {
    for (const listener of [...this.#listeners.get(name) ?? []]) (listener as Listener<Name>)(event) // see `on`
  }

  #hear (name: keyof ServerEvents, payload: ServerEvents[keyof ServerEvents]): void {
    if (!this.#places.isNew(payload)) return
    if (name === 'left') {
      this.#joined.delete((payload as ServerEvents['left']).chatId)
      this.#places.forget((payload as ServerEvents['left']).chatId)
    }
    this.#tell(name, payload as never) // of the same promise
  }

  /** Socket.IO has brought back rooms and what was missed, or it has not: then each chat is joined anew, from where it was left. */
  async #comeBack (): Promise<void> {
    const { recovered } = this.#socket
    for (const chatId of recovered ? [] : [...this.#joined]) {
      try {
        await this.#say('join-chat', { chatId, lastEventIds: this.#places.of(chatId) })
      } catch (error) {
        if (!(error instanceof ParlanceError)) throw error
        if (error.code === 'not_found') this.#hear('left', { chatId, reason: 'removed' })
        else this.#tell('error', error)
      }
    }
    this.#tell('connect', { recovered })
  }

  /** Says something until it is answered: whatever is said does nothing twice. */
  async #say<Name extends keyof ClientEvents> (name: Name, payload: ClientEvents[Name]): Promise<ClientAnswers[Name]> {
    const deadline = Date.now() + this.#timeoutMs
    for (;;) {
      if (!this.#socket.active) throw new ParlanceError('There is no connection.', { code: 'network' })
      let answer
      try {
        answer = await this.#socket.timeout(Math.max(1, deadline - Date.now())).emitWithAck(name, payload)
      } catch (cause) {
        if (Date.now() < deadline) continue
        throw new ParlanceError(`The server did not answer within ${this.#timeoutMs} ms.`, { code: 'timeout', cause })
      }
      if ('error' in answer) throw readRefusal(answer)
      return answer
    }
  }
}
