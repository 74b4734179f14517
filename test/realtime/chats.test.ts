import t from 'tap'
import { createCaller } from '../chats/helpers.ts'
import { startApp } from '../helpers/app.ts'
import { connect } from './sockets.ts'

const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0' })
const owner = await createCaller(server)

t.test('a question over a socket is answered to everybody who has joined', async t => {
  const chatId = await owner.begin()
  const [asking, listening] = await Promise.all([connect(t, server, owner.secret), connect(t, server, owner.secret, { transports: ['polling'] })])
  for (const line of [asking, listening]) t.match(await line.say('join-chat', { chatId }), { ok: true, role: 'owner', leafId: null })
  const said = await asking.say('chat-message', { chatId, content: 'Tell me something [length 60] [delay 1]' })
  t.match(said, { ok: true, isNew: true, questionId: /^msg_/, answerId: /^msg_/, id: /^gen_\w+\.0$/ })
  const { data: [answer, question] } = (await (async () => {
    await asking.until('message.completed')
    await listening.until('message.completed')
    return owner.call('GET', `/chats/${chatId}/messages`)
  })()).json
  for (const line of [asking, listening]) {
    t.same(line.of('message').map(({ messageId, message: { role, status, text } }) => ({ messageId, role, status, text })), [
      { messageId: said.questionId, role: 'user', status: 'complete', text: question.text },
      { messageId: said.answerId, role: 'assistant', status: 'streaming', text: '' },
    ])
    t.equal(line.text(said.answerId), answer.text)
    t.match(line.of('message.completed'), [{ chatId, messageId: answer.id, finishReason: 'stop', message: { id: answer.id, text: answer.text } }])
    const positions = line.of('message.delta').map(({ id }) => Number(id.split('.')[1]))
    t.same(positions, [...positions].sort((a, b) => a - b))
  }
})

t.test('what is asked over HTTP reaches those who have joined, another answer too', async t => {
  const chatId = await owner.begin()
  const line = await connect(t, server, owner.secret)
  await line.say('join-chat', { chatId })
  const { json: { question, answer } } = await owner.ask(chatId, 'Say hello [length 20] [delay 1]')
  await line.until('message.completed', ({ messageId }) => messageId === answer.id)
  t.same(line.of('message').map(({ messageId }) => messageId), [question.id, answer.id])
  t.equal(line.text(answer.id), answer.text)
  const again = (await owner.call('POST', `/chats/${chatId}/messages/${answer.id}/regenerate`, {})).json.answer
  await line.until('message.completed', ({ messageId }) => messageId === again.id)
  t.same(line.of('message').map(({ messageId }) => messageId), [question.id, answer.id, again.id])
  t.equal(line.text(again.id), again.text)
})

t.test('who joins while an answer is being written is told it from its beginning, or from where they were', async t => {
  const chatId = await owner.begin()
  const [first, late, back] = await Promise.all([1, 2, 3].map(() => connect(t, server, owner.secret)))
  await first!.say('join-chat', { chatId })
  await first!.say('chat-message', { chatId, content: 'Tell me something [length 100] [delay 5]' })
  const { id } = await first!.until('message.delta')
  await first!.until('message.delta', () => first!.of('message.delta').length > 4)
  const seen = first!.of('message.delta').filter(delta => Number(delta.id.split('.')[1]) <= Number(id.split('.')[1])).map(({ text }) => text).join('')
  await late!.say('join-chat', { chatId })
  await back!.say('join-chat', { chatId, lastEventIds: [id] })
  const lines = [first!, late!, back!]
  const ends = await Promise.all(lines.map(line => line.until('message.completed')))
  const { message: { text } } = ends[0]
  t.equal(first!.text(), text)
  t.equal(late!.text(), text)
  t.equal(seen + back!.text(), text)
  t.match(late!.of('message'), [{ message: { role: 'assistant', text: '', status: 'streaming' } }])
  t.same(back!.of('message'), [], 'who has read some of it knows that it is there')
})

t.test('who comes back after the end is told the rest of it', async t => {
  const chatId = await owner.begin()
  const line = await connect(t, server, owner.secret)
  await line.say('join-chat', { chatId })
  await line.say('chat-message', { chatId, content: 'Tell me something [length 30] [delay 1]' })
  const { message } = await line.until('message.completed')
  const { id, text } = line.of('message.delta')[0]
  const back = await connect(t, server, owner.secret)
  t.match(await back.say('join-chat', { chatId, lastEventIds: [id] }), { ok: true, leafId: message.id })
  t.equal(text + back.text(), message.text)
  t.match(back.of('message.completed'), [{ messageId: message.id }])
})

t.test('an answer is stopped over a socket, and what was written stays', async t => {
  const chatId = await owner.begin()
  const line = await connect(t, server, owner.secret)
  await line.say('join-chat', { chatId })
  const { answerId } = await line.say('chat-message', { chatId, content: 'Tell me everything [length 3000] [delay 2]' })
  await line.until('message.delta')
  t.same(await line.say('stop', { chatId }), { ok: true, messageIds: [answerId] })
  const { message } = await line.until('message.completed')
  t.match(message, { id: answerId, status: 'stopped' })
  t.equal(line.text(), message.text)
  t.same(await line.say('stop', { chatId }), { ok: true, messageIds: [] })
})

t.test('an answer that fails is told as failed', async t => {
  const chatId = await owner.begin()
  const line = await connect(t, server, owner.secret)
  await line.say('join-chat', { chatId })
  const { answerId } = await line.say('chat-message', { chatId, content: 'Hello [cut] [delay 0]' })
  const failed = await line.until('message.failed')
  t.match(failed, { chatId, messageId: answerId, error: { code: 'upstream_cut', type: 'upstream_error', requestId: String }, message: { status: 'failed', text: line.text() } })
})

t.test('a question that is sent again begins nothing', async t => {
  const chatId = await owner.begin()
  const line = await connect(t, server, owner.secret)
  const question = { chatId, content: 'Say hello [delay 0]', clientRequestId: 'once' }
  const first = await line.say('chat-message', question)
  t.same(await line.say('chat-message', question), { ...first, isNew: false })
  t.match(await line.say('chat-message', { ...question, content: 'Something else' }), { error: { code: 'conflict', param: 'clientRequestId' } })
})

t.test('what is too large for a socket is named, and what is long comes in pieces', async t => {
  const chatId = await owner.begin()
  const line = await connect(t, server, owner.secret)
  const sizes: number[] = []
  line.socket.io.engine.on('packet', ({ data }: { data?: string }) => { sizes.push(Buffer.byteLength(data ?? '')) })
  await line.say('join-chat', { chatId })
  const long = '🌍'.repeat(20_000)
  const { questionId, answerId } = await line.say('chat-message', { chatId, content: `[echo] [delay 0] ${long}` })
  const { message, truncated } = await line.until('message.completed')
  t.same([message, truncated], [null, true])
  t.strictSame(line.of('message')[0], { chatId, messageId: questionId, message: null, truncated: true })
  const { json: { data: [answer] } } = await owner.call('GET', `/chats/${chatId}/messages`)
  t.equal(answer.id, answerId)
  t.equal(line.text(), answer.text)
  t.ok(answer.text.length >= 40_000, `${answer.text.length} characters`)
  t.ok(line.of('message.delta').every(({ text }) => text.isWellFormed()), 'no character is cut in half')
  t.ok(Math.max(...sizes) <= 65_536, `the largest frame has ${Math.max(...sizes)} bytes`)
})

t.test('a picture is told by its name, so that what it stands in is told whole', async t => {
  const chatId = await owner.begin()
  const line = await connect(t, server, owner.secret)
  await line.say('join-chat', { chatId })
  const bytes = 300_000
  const { json: { question } } = await owner.ask(chatId, [{ type: 'image', url: `data:image/png;base64,${Buffer.alloc(bytes, 7).toString('base64')}` }, { type: 'text', text: 'What is it? [delay 0]' }])
  const { message, truncated } = await line.until('message')
  t.equal(truncated, undefined)
  t.strictSame(message, question)
  t.match(message.content[0], { type: 'image', attachment: { bytes } })
})

t.test('what is left is not heard', async t => {
  const chatId = await owner.begin()
  const line = await connect(t, server, owner.secret)
  await line.say('join-chat', { chatId })
  t.same(await line.say('leave-chat', { chatId }), { ok: true })
  t.match(await line.say('leave-chat', { chatId }), { error: { code: 'not_found' } })
  const heard = line.heard.length
  await owner.ask(chatId, 'Say hello [delay 0]')
  await line.say('stop', { chatId })
  t.same(line.heard.slice(heard), [])
})

t.test('a chat that is deleted lets everybody go', async t => {
  const chatId = await owner.begin()
  const line = await connect(t, server, owner.secret)
  await line.say('join-chat', { chatId })
  await owner.call('DELETE', `/chats/${chatId}`)
  t.same(await line.until('left'), { chatId, reason: 'deleted' })
  t.match(await line.say('join-chat', { chatId }), { error: { code: 'not_found' } })
})
