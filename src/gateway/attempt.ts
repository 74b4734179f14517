import type { AnswerContext, AnyDoor, Passage } from '../core/dialect.ts'
import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { Tongue } from '../core/provider.ts'
import { readTransportError, type UpstreamController, type UpstreamHandler, type UpstreamHeaders } from '../transport/index.ts'
import { createTranslation } from './translation.ts'
import { readWhole, streamWhole, type Whole } from './whole.ts'

/** What one attempt tells the exchange that made it. Exactly one of finished, broken and failed comes, and last. */
export type AttemptListener = {
  /** The answer is worth committing to: from here on no other target is tried. */
  onCommit(headers: UpstreamHeaders): void
  onBytes(bytes: Buffer | string): boolean
  /** The end, good or with an error told in band (`passage.progress.error`). */
  onFinish(bytes: Buffer | string, progress: Pick<Passage['progress'], 'usage' | 'finish' | 'error'>): void
  /** Nothing was committed: another target may be tried. */
  onFail(error: GatewayError): void
}

/** How the answer is to be read and told. Holds no body: an idle stream keeps only what it needs. */
export type Telling = { tongue: Tongue; isRelay: boolean; door: AnyDoor; isStream: boolean; includeUsage: boolean; createContext(): AnswerContext }

/** An answer larger than this is no chat answer. */
const maxWholeBytes = 64 * 1024 * 1024
/** How much may come before something meaningful: then the client is told to go on waiting. */
const maxHeldBytes = 256 * 1024

/** One call to one target, from request to the last byte. Told by the transport, tells the exchange. On the token path: synchronous within a tick. */
export class Attempt implements UpstreamHandler {
  readonly #telling: Telling
  readonly #listener: AttemptListener
  #controller: UpstreamController | undefined
  #status = 0
  #headers: UpstreamHeaders = {}
  #passage: Passage | undefined
  #held: (Buffer | string)[] = []
  #heldBytes = 0
  #isCommitted = false
  #isOver = false
  #isQuiet = false
  /** Chunks of a stream that came in this tick: one packet often holds many, and they are cheaper to handle as one. */
  #batch: Buffer[] = []

  constructor (telling: Telling, listener: AttemptListener) {
    this.#telling = telling
    this.#listener = listener
  }

  /** Stops it at once; nothing more is told. */
  abort (): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#controller?.abort(new Error('the client went away'))
  }

  /** Ends it with this error: in band when something was sent already. */
  interrupt (error: GatewayError): void {
    this.#takeBatch()
    if (this.#isOver) return
    if (this.#passage === undefined || !this.#isCommitted) return this.#fail(error)
    const tail = this.#passage.fail(error)
    this.#stop()
    this.#listener.onFinish(tail, { ...this.#passage.progress, error })
  }

  resume (): void {
    if (!this.#isOver) this.#controller?.resume()
  }

  /** What the stream has reported so far, for a receipt that is settled before the end. */
  get progress (): Passage['progress'] | undefined {
    return this.#passage?.progress
  }

  /** Whether the request went out. */
  get isSent (): boolean {
    return this.#controller !== undefined
  }

  /** Whether the provider has begun a good answer, and so may have done its work. */
  get hasAnswered (): boolean {
    return this.#status >= 200 && this.#status < 300
  }

  /** Whether something was said that a person would see. */
  get hasSpoken (): boolean {
    return this.#isCommitted && (this.#passage === undefined || this.#passage.progress.isMeaningful)
  }

  /** Called every few seconds: a stream that said nothing since the last time is kept alive with a comment. */
  keepAlive (): void {
    if (this.#isQuiet && this.#passage !== undefined && !this.#isOver) {
      if (!this.#isCommitted) this.#commit()
      const { ping = ': ping\n\n' } = this.#telling.door
      if (ping !== '') this.#listener.onBytes(ping)
    }
    this.#isQuiet = true
  }

  onRequestStart (controller: UpstreamController): void {
    this.#controller = controller
    if (this.#isOver) controller.abort(new Error('the client went away'))
  }

  onResponseStart (_controller: UpstreamController, status: number, headers: UpstreamHeaders): void {
    if (status < 200 || this.#isOver) return
    this.#status = status
    this.#headers = headers
    if (status > 299) return
    const { tongue, isRelay, door, isStream, includeUsage, createContext } = this.#telling
    const encoding = headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') {
      this.#fail(new GatewayError('upstream_bad_response', `The provider compressed its answer (${String(encoding)}) without being asked.`))
      return
    }
    const type = String(headers['content-type'] ?? tongue.dialect.streamType)
    if (!isStream || type.startsWith('application/json') || type.startsWith('text/html')) return
    this.#passage = isRelay
      ? door.createRelay({ includeUsage })
      : createTranslation(tongue.dialect, door, createContext())
  }

  onResponseData (_controller: UpstreamController, chunk: Buffer): void {
    if (this.#isOver) return
    this.#isQuiet = false
    const passage = this.#passage
    if (passage === undefined) {
      this.#hold(chunk)
      if (this.#heldBytes > maxWholeBytes) this.#fail(new GatewayError('upstream_bad_response', `The provider answered more than ${maxWholeBytes} bytes.`))
      return
    }
    if (this.#batch.push(chunk) === 1) queueMicrotask(this.#takeBatch)
  }

  /** Handles the chunks of the tick. A field, so that no closure is made a packet. */
  readonly #takeBatch = (): void => {
    const batch = this.#batch
    const passage = this.#passage
    if (batch.length === 0 || passage === undefined || this.#isOver) return
    const bytes = passage.write(batch.length === 1 ? batch[0]! : Buffer.concat(batch))
    batch.length = 0
    if (passage.progress.error !== undefined) return this.#breakOff(bytes)
    if (bytes.length === 0) return
    let hasRoom = true
    if (this.#isCommitted) hasRoom = this.#listener.onBytes(bytes)
    else {
      this.#hold(bytes)
      if (passage.progress.isMeaningful || this.#heldBytes > maxHeldBytes) hasRoom = this.#commit()
    }
    if (!hasRoom) this.#controller?.pause()
  }

  onResponseEnd (): void {
    this.#takeBatch()
    if (this.#isOver) return
    const passage = this.#passage
    if (passage === undefined) return this.#endWhole()
    const tail = passage.end()
    if (passage.progress.error !== undefined && !this.#isCommitted) return this.#fail(passage.progress.error)
    if (!this.#isCommitted) this.#commit()
    this.#finish(tail, passage.progress)
  }

  onResponseError (_controller: UpstreamController, thrown: Error): void {
    if (!this.#isOver) this.interrupt(readTransportError(thrown))
  }

  #hold (bytes: Buffer | string): void {
    this.#held.push(bytes)
    this.#heldBytes += bytes.length
  }

  /** Sends what was held. False when the consumer is full. */
  #commit (): boolean {
    this.#isCommitted = true
    this.#listener.onCommit(this.#headers)
    const held = this.#held
    this.#held = []
    return held.length === 0 ? true : this.#listener.onBytes(join(held))
  }

  /** An error inside the stream: in band when something was sent already, else another target may be tried. */
  #breakOff (bytes: Buffer | string): void {
    const passage = this.#passage!
    if (!this.#isCommitted && !passage.progress.isMeaningful) return this.#fail(passage.progress.error!)
    if (!this.#isCommitted) this.#commit()
    if (bytes.length > 0) this.#listener.onBytes(bytes)
    this.#stop()
    this.#listener.onFinish(passage.end(), passage.progress)
  }

  #endWhole (): void {
    const bytes = this.#held.length === 1 ? this.#held[0] as Buffer : Buffer.concat(this.#held as Buffer[])
    if (this.#status < 200 || this.#status > 299) return this.#fail(this.#readFailure(bytes.toString()))
    let whole: Whole
    try {
      whole = this.#telling.isStream ? streamWhole(bytes, this.#telling) : readWhole(bytes, this.#telling)
    } catch (thrown) {
      return this.#fail(asGatewayError(thrown))
    }
    this.#held = []
    this.#commit()
    this.#finish(whole.bytes, { usage: whole.usage, finish: whole.finish, error: undefined })
  }

  #readFailure (text: string): GatewayError {
    if (this.#status >= 300 && this.#status < 400) {
      return new GatewayError('upstream_bad_response', 'The provider answered with a redirect, which is not followed.', { upstream: { status: this.#status } })
    }
    return this.#telling.tongue.dialect.readError(this.#status, this.#headers, text)
  }

  #finish (bytes: Buffer | string, progress: Pick<Passage['progress'], 'usage' | 'finish' | 'error'>): void {
    this.#isOver = true
    this.#listener.onFinish(bytes, progress)
  }

  #fail (error: GatewayError): void {
    this.#stop()
    this.#listener.onFail(error)
  }

  #stop (): void {
    this.#isOver = true
    this.#held = []
    this.#controller?.abort(new Error('the answer is of no use any more'))
  }
}

const join = (held: (Buffer | string)[]): Buffer | string => {
  if (held.length === 1) return held[0]!
  return Buffer.concat(held.map(bytes => typeof bytes === 'string' ? Buffer.from(bytes) : bytes))
}
