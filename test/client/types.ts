// Never run: it compiles, and each wrong line is one that must not. Checked here and against the built package.
import { type Chat, type ChatCompletionChunk, type Client, createClient, type ErrorCode, ParlanceError, type Provider } from '../../client/src/index.ts'

const client: Client = createClient({ baseUrl: 'http://127.0.0.1:3000', apiKey: () => undefined })
const messages = [{ role: 'user' as const, content: 'Hello' }]

export async function right (): Promise<void> {
  const { choices, usage } = await client.chat.completions.create({ model: 'demo/parlance', messages, temperature: 0.2, reasoning_format: 'travels to the provider' })
  const content: string | null | undefined = choices[0]?.message.content
  const tokens: number | undefined = usage?.total_tokens

  for await (const chunk of client.chat.completions.stream({ messages })) {
    const typed: ChatCompletionChunk = chunk
    const delta: string | null | undefined = typed.choices[0]?.delta.content
    void delta
  }
  for await (const text of client.chat.completions.stream({ messages }, { signal: AbortSignal.timeout(1000) }).text()) text.toUpperCase()
  const { toolCalls, finishReason } = await client.chat.completions.stream({ messages }).final()
  const ended: 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call' | null | undefined = finishReason

  const { reply, usage: counted } = await client.chat.create({ message: 'Hello', history: [{ role: 'user', content: 'I am Ada.' }] })
  const total: number | undefined = counted?.totalTokens
  for await (const event of client.chat.stream({ message: 'Hello', provider: 'demo' })) {
    if (event.type === 'message.delta') event.text?.toUpperCase()
    if (event.type === 'message.completed') event.finishReason satisfies 'stop' | 'length' | 'toolCalls' | 'contentFilter' | 'other'
  }
  void [reply, total, await client.chat.stream({ message: 'Hello' }).final()]
  void (await client.aliases.replace('fast', { targets: [{ model: 'demo/parlance', weight: 2 }], strategy: 'weighted' })).createdAt

  const chat: Chat = await client.chats.create({ title: 'Sea' })
  for await (const event of client.chats.stream(chat.id, { content: 'Hello', temperature: 0.2 })) {
    if (event.type === 'message.created') event.question?.text.toUpperCase()
    if (event.type === 'message.delta') event.text?.toUpperCase()
    if (event.type === 'message.reset') event.text.toUpperCase()
    if (event.type === 'message.failed') event.error.code satisfies ErrorCode
  }
  const { answer } = await client.chats.send(chat.id, 'Hello')
  const saved: string = answer.text
  for await (const text of (await client.chats.resume(chat.id, { lastEventId: 'gen_1.5' }))?.text() ?? []) text.toUpperCase()

  const realtime = await client.realtime({ token: async () => 'plk_1', timeoutMs: 1000 })
  const off: () => void = realtime.on('message.delta', ({ text, chatId, id }) => void [text?.toUpperCase(), chatId.length, id.length])
  realtime.on('disconnect', ({ willReconnect }) => willReconnect satisfies boolean)
  const joined: 'owner' | 'editor' | 'viewer' = (await realtime.join(chat.id)).role
  const { questionId, answerId } = await realtime.send({ chatId: chat.id, content: [{ type: 'text', text: 'Hello' }] })
  void [saved, off, joined, questionId, answerId.length]

  const provider: Provider = await client.providers.create({ name: 'groq', kind: 'openai-compatible' })
  const gone: void = await client.providers.delete(provider.id)
  const { data, info } = await client.models.list().withResponse()
  const { data: key } = await client.http.GET('/api/v1/api-keys/{keyId}', { params: { path: { keyId: 'key_1' } } })
  void [content, tokens, toolCalls[0]?.arguments, ended, gone, data.data[0]?.contextWindow, info.requestId, key?.hint]
}

export async function wrong (): Promise<void> {
  // @ts-expect-error a server has an address
  createClient({ apiKey: 'plk_1' })
  // @ts-expect-error there is no such option
  createClient({ baseUrl: '', apiKye: 'plk_1' })

  // @ts-expect-error nothing is said
  await client.chat.completions.create({ model: 'demo/parlance' })
  // @ts-expect-error a number
  await client.chat.completions.create({ messages, temperature: 'hot' })
  // @ts-expect-error no such role
  await client.chat.completions.create({ messages: [{ role: 'robot', content: 'Hello' }] })
  // @ts-expect-error streams have a method of their own
  await client.chat.completions.create({ messages, stream: true })
  // @ts-expect-error text
  const id: number = (await client.chat.completions.create({ messages })).id
  void id
  // @ts-expect-error a chunk has a delta
  for await (const { choices } of client.chat.completions.stream({ messages })) void choices[0]?.message.content

  // @ts-expect-error how it is answered is which method is called
  client.chats.stream('cht_1', { content: 'Hello', stream: false })
  // @ts-expect-error nothing is asked
  await client.chats.send('cht_1', {})
  // @ts-expect-error there is no such event
  ;(await client.realtime()).on('message.moved', () => {})
  // @ts-expect-error a message names its chat
  await (await client.realtime()).send({ content: 'Hello' })

  // @ts-expect-error a message is a text
  await client.chat.create({ message: [{ type: 'text', text: 'Hello' }] })
  // @ts-expect-error nothing is kept
  await client.chat.create({ message: 'Hello', chatId: 'cht_1' })
  // @ts-expect-error only a delta has text
  for await (const event of client.chat.stream({ message: 'Hello' })) if (event.type === 'message.created') void event.text
  // @ts-expect-error no such strategy
  await client.aliases.replace('fast', { targets: [{ model: 'demo/parlance' }], strategy: 'random' })

  // @ts-expect-error a provider has a kind
  await client.providers.create({ name: 'groq' })
  // @ts-expect-error misspelt
  await client.providers.create({ name: 'groq', kind: 'openai-compatible', baseURL: 'https://api.groq.com' })
  // @ts-expect-error the kind of a provider stays
  await client.providers.update('groq', { kind: 'ollama' })
  // @ts-expect-error the key is write-only
  void (await client.providers.get('groq')).apiKey
  // @ts-expect-error no such scope
  await client.apiKeys.create({ name: 'shop', scopes: ['everything'] })
  // @ts-expect-error no such path
  await client.http.GET('/api/v1/provider')
  // @ts-expect-error the path has a parameter
  await client.http.GET('/api/v1/providers/{providerId}')
}

export function codes (error: unknown): ErrorCode | undefined {
  if (!(error instanceof ParlanceError)) return undefined
  // @ts-expect-error no such code
  if (error.code === 'rate_limit') return undefined
  switch (error.code) {
    case 'rate_limited':
    case 'network':
      return error.code
    default:
      return undefined
  }
}
