import { createHash } from 'node:crypto'
import type { Test } from 'tap'
import type { TestApp } from '../helpers/app.ts'
import { json, startUpstream } from '../helpers/replay-upstream.ts'
import { createBrowser } from '../push/browser.ts'
import { connect } from '../realtime/sockets.ts'

/** Says something through every door that keeps it. The words, by what they are; each occurs nowhere else. */
export async function plantEverywhere (t: Test, server: TestApp): Promise<Map<string, string>> {
  const words = new Map<string, string>()
  /** A word that looks like the place where it was said. */
  const word = (what: string): string => {
    const said = `cnry${words.size}q${[...what].filter(letter => /[a-z]/.test(letter)).join('')}z`
    words.set(what, said)
    return said
  }
  const must = async (answer: ReturnType<TestApp['call']>): Promise<any> => {
    const { status, text, json } = await answer
    if (status >= 300) throw new Error(`${status}: ${text}`)
    return json
  }

  // people
  const password = `${word('password')} and more of it`
  const signedUp = await must(server.call('POST', '/api/v1/auth/register', { key: '', headers: { 'user-agent': word('browser of a session') }, body: { username: word('user name'), email: `${word('e-mail address')}@example.org`, password, displayName: word('display name') } }))
  const ana = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => must(server.call(method, `/api/v1${path}`, { key: signedUp.accessToken, ...body !== undefined && { body }, ...headers && { headers } }))
  words.set('refresh token', signedUp.refreshToken)
  words.set('access token', signedUp.accessToken)
  await ana('PUT', '/auth/preferences', { systemPrompt: word('system prompt of a person'), favoriteModels: [`demo/${word('favourite model')}`] })
  await ana('POST', '/auth/password', { currentPassword: password, newPassword: `${word('new password')} and more of it` })
  const { keys: browser } = createBrowser()
  await ana('POST', '/push/subscriptions', { endpoint: `https://localhost/${word('address of a browser')}`, keys: browser })
  words.set('secret of a browser', browser.auth)
  words.set('key of a browser', browser.p256dh)
  const { secret } = await ana('POST', '/api-keys', { name: word('name of an API key'), scopes: ['chats', 'inference'] })
  words.set('secret of an API key', secret)

  // providers and aliases
  const upstream = await startUpstream(t, { '/v1/chat/completions': json({ error: { message: `I will not answer ${word('error of a provider')}` } }, { status: 400 }) })
  const name = word('name of a provider').toLowerCase()
  await ana('POST', '/providers', {
    name, kind: 'openai-compatible', baseUrl: `${upstream.url}/v1?x=${word('address of a provider')}`, apiKey: `sk-${word('key of a provider')}`, headers: { [`x-${word('header of a provider')}`]: word('value of a header') }, models: [word('name of a model')],
  }).catch(async () => ana('POST', '/providers', { name, kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: `sk-${words.get('key of a provider')}`, headers: { [`x-${words.get('header of a provider')}`]: words.get('value of a header') }, models: [words.get('name of a model')] }))
  const alias = word('name of an alias')
  await ana('PUT', `/aliases/${alias}`, { targets: [{ model: 'demo/parlance' }], description: word('description of an alias'), systemPrompt: word('system prompt of an alias') })

  // chats
  const picture = Buffer.from(word('content of a file').repeat(3)).toString('base64')
  words.set('content of a file', picture)
  const chat = await ana('POST', '/chats', { title: word('title of a chat'), systemPrompt: word('system prompt of a chat'), tags: [word('tag of a chat')], folder: word('folder of a chat'), model: alias, documents: ['planted.md'] })
  words.set('path of a document', 'planted.md')
  words.set('model of a chat', alias)
  await ana('POST', `/chats/${chat.id}/messages`, { content: `[echo] [delay 0] ${word('question')} ${word('answer')}`, clientRequestId: word('clientRequestId') })
  await ana('POST', `/chats/${chat.id}/messages`, { content: [{ type: 'text', text: `${word('part of a question')} [reasoning] [delay 0]` }, { type: 'file', name: `${word('name of a file')}.txt`, url: `data:text/plain;base64,${picture}` }] })
  const { question: guessed } = await ana('POST', `/chats/${chat.id}/messages`, { content: 'yes [delay 0]', parentId: null, clientRequestId: 'guess' })
  words.set('hash of a question', createHash('sha256').update(JSON.stringify({ chatId: chat.id, content: [{ type: 'text', text: guessed.text }] })).digest('hex'))
  await ana('PATCH', `/chats/${chat.id}`, { title: word('new title of a chat') })
  const { messages: { data: [rated] } } = await ana('GET', `/chats/${chat.id}`)
  await ana('PUT', `/chats/${chat.id}/messages/${rated.id}/rating`, { rating: 'down', comment: word('comment of a rating') })
  const untitled = await ana('POST', '/chats', {})
  await ana('POST', `/chats/${untitled.id}/messages`, { content: `${word('title made of a question')} [echo] [delay 0]` })
  await ana('POST', `/chats/${untitled.id}/messages`, { content: `why? ${word('question that a provider refuses')}`, model: `${name}/${words.get('name of a model')}` })
  const line = await connect(t, server, signedUp.accessToken)
  await line.say('join-chat', { chatId: untitled.id })
  await line.say('chat-message', { chatId: untitled.id, content: `${word('question over a socket')} [echo] [delay 0]` })
  await line.until('message.completed')
  await ana('POST', '/chats/import', { format: 'parlance-chat', version: 1, title: word('title of an import'), systemPrompt: word('system prompt of an import'), messages: [{ id: 'a', parentId: null, role: 'user', content: [{ type: 'text', text: word('imported question') }] }, { id: 'b', parentId: 'a', role: 'assistant', content: [{ type: 'reasoning', text: word('imported thought') }, { type: 'text', text: 'yes' }] }] })
  const { token } = await ana('POST', `/chats/${chat.id}/share`, {})
  words.set('token of a link', token)
  const removed = await ana('POST', '/chats', { title: word('title of a deleted chat') })
  await ana('POST', `/chats/${removed.id}/messages`, { content: `${word('question in a deleted chat')} [echo] [delay 0]` })
  await must(server.call('DELETE', `/api/v1/chats/${removed.id}`, { key: signedUp.accessToken }))
  // one that is half said
  const open = await fetch(`${server.baseUrl}/chats/${untitled.id}/messages`, { method: 'POST', headers: { authorization: `Bearer ${signedUp.accessToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ content: `[echo] [delay 30] ${`${word('answer that is being written')} `.repeat(100)}`, parentId: null, stream: true }) })
  await new Promise(resolve => { setTimeout(resolve, 1500) })
  await open.body!.cancel()
  return words
}
