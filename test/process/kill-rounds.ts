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
const readersPerRound = 3
const longestLifeMs = 2400

/** Kills a server again and again while clients of the typed client read and ask; they know nothing of it. */
export async function killAgainAndAgain (t: Test, { rounds, environment, open, random, inspect, onRound, onEnd }: KillOptions): Promise<void> {
  const dataDir = await createDataDir(t)
  const victim = await (open ?? openOne(t, environment))(dataDir)
  const client = createClient({ baseUrl: victim.url, apiKey: key })
  // a busy machine may take longer to start a server than people wait for one
  const patient = { maxRetries: 100 }
  for (let number = 0; number < rounds; number++) {
    const { id: chatterId } = await client.chats.create()
    const chats = await Promise.all(Array.from({ length: readersPerRound }, () => client.chats.create()))
    let isOver = false
    const reading = chats.map(({ id }, at) => {
      const asked = `question ${number}.${at} [length 1500] [delay 2]`
      return follow(client.chats.stream(id, asked, patient), id, asked)
    })
    // the end of any answer has all the others saved too: every other time nobody else comes to an end
    const chatting = chat(client, chatterId, () => isOver || number % 2 === 0)
    await sleep(random() * longestLifeMs)
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
