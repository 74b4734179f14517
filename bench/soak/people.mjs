// The clients of a soak: what each of them does once, and how often it is done.
import { io } from 'socket.io-client'
import { Agent, request } from 'undici'

const between = (least, most) => least + Math.floor(Math.random() * (most - least))
const oneOf = list => list[between(0, list.length)]
const question = 'Explain the difference between "latency" and throughput, with a café queue as an example. '
const messages = () => [{ role: 'user', content: question.repeat(between(1, 12)) }]
/** Longer than the server waits for a provider. */
const silenceMs = 12_000
const providers = ['openai-mock', 'anthropic-mock']

/** `port` of the server, a key for all; `only` these deeds, in turn. `counts` grows by what was done and how it ended. */
export const createPeople = ({ port, key, only }) => {
  const agent = new Agent({ connections: null, pipelining: 1, keepAliveTimeout: 20_000 })
  const counts = { done: 0 }
  const chats = []
  const retired = []
  const lines = []
  const count = name => { counts[name] = (counts[name] ?? 0) + 1 }

  const ask = async (method, path, body, signal) => request(`http://127.0.0.1:${port}/api/v1${path}`, {
    method, dispatcher: agent, signal, headersTimeout: 60_000, bodyTimeout: 60_000,
    headers: { authorization: `Bearer ${key}`, ...body !== undefined && { 'content-type': 'application/json' } },
    ...body !== undefined && { body: JSON.stringify(body) },
  })
  const read = async (method, path, body) => {
    const { statusCode, body: answer } = await ask(method, path, body)
    const text = await answer.text()
    count(`${method} ${statusCode}`)
    return { status: statusCode, text, json: () => JSON.parse(text) }
  }
  const call = (model, stream) => ({ model: `${oneOf(providers)}/${model}`, messages: messages(), max_tokens: 1000, ...stream && { stream, stream_options: { include_usage: true } } })

  /** Reads a stream; hangs up after so many pieces of it. */
  const listen = async (answer, atMost = Infinity) => {
    let pieces = 0
    for await (const bytes of answer.body) if (bytes.length > 0 && ++pieces >= atMost) break
    count(atMost === Infinity ? `stream ${answer.statusCode}` : 'stream broken off')
  }

  const newChat = async () => {
    const { json } = await read('POST', '/chats', { title: 'A soak', model: `${oneOf(providers)}/mixed` })
    const chat = { id: json().id, asked: 0 }
    chats.push(chat)
    return chat
  }
  /** Up to twelve chats live. One that has heard enough is removed when nothing is said in it any more: what is broken off is `long`. */
  const takeChat = async () => {
    while (retired.length > 0 && performance.now() - retired[0].since > silenceMs) await read('DELETE', `/chats/${retired.shift().id}`)
    const chat = chats.length < 12 ? await newChat() : oneOf(chats)
    if (++chat.asked < 25 || !chats.includes(chat)) return chat
    chats.splice(chats.indexOf(chat), 1)
    retired.push({ id: chat.id, since: performance.now() })
    return newChat()
  }

  const openLine = () => {
    const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnectionDelay: 20, reconnectionDelayMax: 200, auth: { token: key } })
    const line = { socket, places: new Map() }
    socket.on('message.delta', ({ id, messageId }) => line.places.set(messageId, id))
    for (const end of ['message.completed', 'message.failed']) socket.on(end, ({ message }) => line.places.delete(message?.id))
    lines.push(line)
    return line
  }
  const say = ({ socket }, name, payload) => new Promise(resolve => socket.timeout(20_000).emit(name, payload, (error, answer) => {
    count(error ? `${name} unanswered` : answer.ok ? name : `${name} ${answer.error.code}`)
    resolve(answer)
  }))
  const connected = ({ socket }) => socket.connected || new Promise(resolve => socket.once('connect', resolve))

  const deeds = {
    plain: () => read('POST', '/chat/completions', call('mixed')),
    stream: async () => listen(await ask('POST', '/chat/completions', call('mixed', true))),
    async 'stream, broken off' () {
      await listen(await ask('POST', '/chat/completions', call('long', true)), between(1, 60))
    },
    async 'plain, broken off' () {
      const gone = AbortSignal.timeout(between(0, 800))
      await ask('POST', '/chat/completions', call('late'), gone).then(({ body }) => body.dump(), () => count('plain broken off'))
    },
    async 'chat, streamed' () {
      const { id } = await takeChat()
      await listen(await ask('POST', `/chats/${id}/messages`, { content: question, stream: true, maxTokens: 1000 }))
    },
    async 'chat, stopped' () {
      const id = (await read('POST', '/chats', { title: 'A soak' })).json().id
      const answer = await ask('POST', `/chats/${id}/messages`, { content: question, stream: true, model: 'openai-mock/long' })
      const reading = listen(answer)
      await new Promise(resolve => setTimeout(resolve, between(0, 600)))
      await read('POST', `/chats/${id}/stop`)
      await reading
      await read('DELETE', `/chats/${id}`)
    },
    async 'chat, read' () {
      const { id } = await takeChat()
      await read('GET', `/chats/${id}/messages?limit=30`)
    },
    async 'socket, asks' () {
      const [line, { id }] = [oneOf(lines), await takeChat()]
      await connected(line)
      await say(line, 'join-chat', { chatId: id })
      await say(line, 'chat-message', { chatId: id, content: question })
    },
    /** Cut as a network does, or closed and dialled again; then on from where it was. */
    async 'socket, comes back' () {
      const [line, { id }] = [oneOf(lines), await takeChat()]
      await connected(line)
      const back = new Promise(resolve => line.socket.once('connect', resolve))
      if (Math.random() < 0.5) line.socket.io.engine.transport.ws.terminate()
      else line.socket.disconnect().connect()
      await back
      await say(line, 'join-chat', { chatId: id, lastEventIds: [...line.places.values()].slice(-5) })
      line.places.clear()
    },
  }

  return {
    counts,
    deeds: Object.keys(deeds),
    openLines: howMany => Promise.all(Array.from({ length: howMany }, openLine).map(connected)),
    /** Does one thing, by the share that each has. Never rejects: what went wrong is counted. */
    async act (name = only ? oneOf(only) : choose()) {
      try {
        await deeds[name]()
        count(name)
      } catch (error) {
        count(`${name} failed: ${error.code ?? error.message}`)
      }
      counts.done++
    },
    async leave () {
      for (const { socket } of lines.splice(0)) socket.disconnect()
      await agent.close()
    },
  }
}

/** Of a hundred. */
const shares = { plain: 30, stream: 28, 'stream, broken off': 10, 'plain, broken off': 6, 'chat, streamed': 8, 'chat, stopped': 3, 'chat, read': 7, 'socket, asks': 5, 'socket, comes back': 3 }

const choose = () => {
  let rest = Math.random() * 100
  return Object.entries(shares).find(([, share]) => (rest -= share) < 0)?.[0] ?? 'plain'
}
