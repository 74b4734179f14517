import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises'
import { GatewayError } from '../../core/errors.ts'
import type { LocalAnswer, LocalRequest } from '../../core/provider.ts'
import { writeStream, writeWhole, type Heading } from './body.ts'
import { failures, midstreamError, type FailureName } from './failures.ts'
import { answerEmbeddings } from './embeddings.ts'
import { isModel } from './models.ts'
import { isProblem, readQuestion, type Question } from './question.ts'
import { refuse } from './refuse.ts'
import { composeReply, type Reply } from './reply.ts'

/** So many tokens may go without a pause before others get a turn. */
const breathEvery = 64
/** An answer that goes wrong half-way has said so many tokens by then, or fewer when it is shorter. */
const breakAfter = 8

const jsonHeaders = { 'content-type': 'application/json' }
const streamHeaders = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }

/** Answers a chat or embeddings request. The words of docs/demo-provider.md in the last user message steer a chat. Stops as soon as `signal` aborts. */
export function answer ({ path, body, signal }: LocalRequest, { now, createId }: { now: () => number; createId: () => string }): LocalAnswer {
  if (path === '/embeddings') return answerEmbeddings(body.toString())
  if (path !== '/chat/completions') return refuse({ status: 404, message: `Unknown request URL: ${path}.`, param: null, code: 'unknown_url' })
  const question = readQuestion(body.toString())
  if (isProblem(question)) return refuse(question)
  if (!isModel(question.model)) return refuse({ status: 404, message: `The model \`${question.model}\` does not exist.`, param: 'model', code: 'model_not_found' })
  const { fail } = question.directions
  if (fail !== undefined) return failAs(fail, question, signal)

  const heading = { id: createId(), created: Math.floor(now() / 1000), model: question.model }
  const replies = Array.from({ length: question.n }, (_, choice) => composeReply(question, choice))
  return question.stream
    ? { status: 200, headers: streamHeaders, body: playStream(heading, question, replies, signal) }
    : { status: 200, headers: jsonHeaders, body: playWhole(heading, question, replies, signal) }
}

const failAs = (name: FailureName, { directions: { waitMs } }: Question, signal: AbortSignal): LocalAnswer => {
  const { status, error, headers } = failures[name]
  const body = async function * () {
    await pause(waitMs, signal)
    yield JSON.stringify({ error })
  }
  return { status, headers: { ...jsonHeaders, ...headers }, body: body() }
}

async function * playStream (heading: Heading, question: Question, replies: Reply[], signal: AbortSignal): AsyncGenerator<string> {
  const { delayMs, waitMs, breaks } = question.directions
  let tokens = 0
  let hasWaited = false
  for (const { sse, part } of writeStream(heading, question, replies)) {
    if (part !== 'opening' && !hasWaited) {
      hasWaited = true
      await pause(waitMs, signal)
    }
    if (breaks !== undefined && (part === 'closing' || tokens === breakAfter)) break
    if (part === 'token' && tokens++ > 0) {
      if (delayMs > 0) await pause(delayMs, signal)
      else if (tokens % breathEvery === 0) await breathe(undefined, { signal })
    }
    yield sse
  }
  if (breaks === 'midstream') yield `data: ${JSON.stringify(midstreamError)}\n\n`
  await breakOff(breaks, signal)
}

async function * playWhole (heading: Heading, question: Question, replies: Reply[], signal: AbortSignal): AsyncGenerator<string> {
  const { waitMs, breaks } = question.directions
  await pause(waitMs, signal)
  const text = JSON.stringify(breaks === 'midstream' ? midstreamError : writeWhole(heading, question, replies))
  yield breaks === 'cut' || breaks === 'stall' ? text.slice(0, text.length / 2) : text
  await breakOff(breaks, signal)
}

/** Breaks the connection, or keeps it and says nothing. */
async function breakOff (breaks: Question['directions']['breaks'], signal: AbortSignal): Promise<void> {
  if (breaks === 'cut') throw new GatewayError('upstream_cut', 'The demo provider broke off half-way, as asked.')
  signal.throwIfAborted()
  if (breaks === 'stall') await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(signal.reason) }, { once: true }) })
}

/** Waits, and throws at once when the signal aborts. Leaves no timer behind. */
async function pause (ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (ms > 0) await sleep(ms, undefined, { signal })
}
