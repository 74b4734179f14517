import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { createClient, type MessageStream, ParlanceError } from '../../client/src/index.ts'
import type { ChatMessage } from '../../client/src/schemas.ts'
import { createDataDir, startProcess } from '../helpers/server-process.ts'
import { pickPort } from './pick-port.ts'

/** What a client has read of one answer, as it came. */
export type Read = {
  chatId: string
  asked: string
  text: string
  /** How much text there was when. */
  growth: { at: number; length: number }[]
  /** How often it was told that what it had read was not saved. */
  resets: number
  /** What its client had to mend that the server should have told it. */
  flaws: string[]
  answer: ChatMessage | null
}

/** What one killing came to. `acknowledged` are messages that a client was told are saved. */
export type Round = { killedAt: number; reads: Read[]; acknowledged: Pick<ChatMessage, 'id' | 'text' | 'status'>[]; asked: string[]; chatterId: string }

/** What is killed while clients use it. `kill` resolves when one process of it is dead, `revive` when as many run as before. */
export type Victim = { url: string; kill(): Promise<unknown>; revive(): Promise<void>; close(): Promise<unknown> }

export type KillOptions = {
  rounds: number
  /** How many answers are written and read when it is killed. */
  readers: number
  environment: Record<string, string>
  /** What is killed: one server where nothing is said. */
  open?(dataDir: string): Promise<Victim>
  random(): number
  /** Looks at the database while the server is dead. */
  inspect(dataDir: string): void
  onRound(round: Round, client: Client): Promise<void>
  /** After all of them, on the last server. */
  onEnd(client: Client): Promise<void>
}

export type Client = ReturnType<typeof createClient>

export const key = 'plk_the-operators-own-admin-key'
const longestLifeMs = 2400
const fewReaders = 10
/** How long an answer takes that is not killed. Many come slower each, so that the machine has time for all. */
const answerMs = 3000

/** Kills a server again and again while clients of the typed client read and ask; they know nothing of it. */
export async function killAgainAndAgain (t: Test, { rounds, readers, environment, open, random, inspect, onRound, onEnd }: KillOptions): Promise<void> {
  const dataDir = await createDataDir(t)
  const victim = await (open ?? openOne(t, environment))(dataDir)
  const client = createClient({ baseUrl: victim.url, apiKey: key })
  const delayMs = Math.max(2, Math.round(readers / 5))
  const words = `[length ${Math.round(answerMs / delayMs)}] [delay ${delayMs}]`
  // a busy machine may take longer to start a server than people wait for one
  const patient = { maxRetries: 100 }
  for (let number = 0; number < rounds; number++) {
    const { id: chatterId } = await client.chats.create()
    const chats = await Promise.all(Array.from({ length: readers }, () => client.chats.create()))
    let isOver = false
    const streams = chats.map(({ id: chatId }, at) => {
      const asked = `question ${number}.${at} ${words}`
      return { chatId, asked, stream: client.chats.stream(chatId, asked, patient) }
    })
    const reading = streams.map(({ stream, chatId, asked }) => follow(stream, chatId, asked))
    // the end of any answer has all the others saved too: every other time nobody else comes to an end
    const chatting = chat(client, chatterId, () => isOver || number % 2 === 0)
    if (readers > fewReaders) await allBegun(streams.map(({ stream }) => stream))
    await sleep(random() * (readers > fewReaders ? longestLifeMs / 3 : longestLifeMs))
    const killed = victim.kill()
    const killedAt = performance.now()
    await killed
    isOver = true
    inspect(dataDir)
    await victim.revive()
    const [reads, { acknowledged, asked }] = await Promise.all([Promise.all(reading), chatting])
    await onRound({ killedAt, reads, acknowledged, asked, chatterId }, client)
  }
  await onEnd(client)
  await victim.close()
}

/** Many take a while to begin. */
const allBegun = async (streams: readonly MessageStream[]): Promise<void> => {
  while (streams.some(({ lastEventId }) => lastEventId === undefined)) await sleep(10)
}

/** One server, always on the same port. */
export const openOne = (t: Test, environment: Record<string, string>) => async (dataDir: string): Promise<Victim> => {
  const PORT = String(await pickPort())
  const launch = () => startProcess(t, { DATA_DIR: dataDir, ADMIN_API_KEY: key, PORT, AUTO_TITLE: 'words', LOG_LEVEL: 'error', ...environment })
  let server = await launch()
  return {
    url: server.url,
    kill: () => server.stop('SIGKILL'),
    async revive () { server = await launch() },
    close: () => server.stop(),
  }
}

async function follow (stream: MessageStream, chatId: string, asked: string): Promise<Read> {
  const read: Read = { chatId, asked, text: '', growth: [], resets: 0, flaws: [], answer: null }
  for await (const event of stream) {
    if (event.type === 'message.delta') {
      read.text += event.text ?? ''
      read.growth.push({ at: performance.now(), length: read.text.length })
    } else if (event.type === 'message.reset') {
      if (!read.text.startsWith(event.text)) read.flaws.push(`read ${read.text.slice(0, 50)}… where ${event.text.slice(0, 50)}… is saved`)
      read.text = event.text
      read.resets++
    } else if (event.type !== 'message.created') {
      read.answer = event.message
      const position = Number(stream.lastEventId!.split('.')[1])
      if (position < event.position) read.flaws.push(`told up to ${position} of ${event.position}`)
    }
  }
  return read
}

/** One short question after another in one chat. The last one is under way when the server dies. */
async function chat (client: Client, chatId: string, isOver: () => boolean) {
  const acknowledged: Round['acknowledged'] = []
  const asked: string[] = []
  while (!isOver()) {
    const content = `short question ${asked.length} [length 8] [delay 1]`
    asked.push(content)
    const stream = client.chats.stream(chatId, content, { maxRetries: 100 })
    try {
      const { question, answer } = await stream.final()
      acknowledged.push(question ?? answer, answer)
    } catch (thrown) {
      if (!(thrown instanceof ParlanceError) || thrown.code !== 'interrupted') throw thrown
      const { question, answer } = stream.snapshot()
      for (const message of [question, answer]) if (message !== null) acknowledged.push(message)
    }
  }
  return { acknowledged, asked }
}
