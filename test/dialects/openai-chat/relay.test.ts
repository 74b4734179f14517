import { test } from 'tap'
import { GatewayError } from '../../../src/core/errors.ts'
import { openaiChat } from '../../../src/dialects/openai-chat/index.ts'
import { readWire } from '../../helpers/wire-rules.ts'

const event = (fields: object): Buffer => Buffer.from(`data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', ...fields })}\n\n`)
const delta = (delta: object, more: object = {}): Buffer => event({ choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }] })
const first = delta({ role: 'assistant', content: 'Hi' })
const word = delta({ content: ' there "error" [DONE] usage' })
const last = delta({}, { finish_reason: 'stop' })
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
const done = Buffer.from('data: [DONE]\n\n')

const begun = (includeUsage = false) => {
  const passage = openaiChat.createRelay({ includeUsage })
  passage.write(first)
  return passage
}

test('bytes that are whole events come out as the very same buffer', async t => {
  const passage = openaiChat.createRelay({ includeUsage: false })
  for (const chunk of [first, word, Buffer.concat([word, word, word]), last, done]) t.equal(passage.write(chunk), chunk)
  t.equal(passage.end(), '')
  t.match(passage.progress, { isMeaningful: true, isFinished: true, finish: 'stop', error: undefined })
})

test('only the unfinished end of a packet is held back', async t => {
  for (const ending of ['\n', '\r\n', '\r']) {
    const bytes = Buffer.from(Buffer.concat([word, word]).toString().replaceAll('\n', ending))
    const passage = begun()
    const half = bytes.length / 2
    t.equal(passage.write(bytes.subarray(0, half + 20)).toString(), bytes.toString('utf8', 0, half), JSON.stringify(ending))
    t.equal(passage.write(bytes.subarray(half + 20, half + 30)).length, 0)
    t.equal(passage.write(bytes.subarray(half + 30)).toString(), bytes.toString('utf8', half))
  }
})

test('it is meaningful once a person would see something', async t => {
  const passage = openaiChat.createRelay({ includeUsage: false })
  passage.write(Buffer.from(': ping\n\n'))
  passage.write(delta({ role: 'assistant', content: '' }))
  passage.write(delta({ content: null, reasoning_content: '' }))
  t.equal(passage.progress.isMeaningful, false)
  passage.write(delta({ reasoning_content: 'h' }))
  t.equal(passage.progress.isMeaningful, true)
})

test('an error before anything else is seen before anything is committed', async t => {
  const passage = openaiChat.createRelay({ includeUsage: false })
  passage.write(delta({ role: 'assistant', content: '' }))
  const told = passage.write(Buffer.from('data: {"error":{"message":"Slow down","type":"rate_limit_error","code":429}}\n\n')).toString()
  t.match(passage.progress, { isMeaningful: false, error: { kind: 'upstream_rate_limited' } })
  t.equal(told, 'data: {"error":{"message":"Slow down","type":"rate_limit_error","param":null,"code":"upstream_rate_limited"}}\n\ndata: [DONE]\n\n')
})

test('after an error nothing more comes out', async t => {
  const passage = begun()
  const bytes = passage.write(Buffer.concat([word, Buffer.from('data: {"error":"out of memory"}\n\n'), word])).toString()
  t.ok(bytes.startsWith(word.toString()) && bytes.endsWith(done.toString()))
  t.equal(passage.write(word).length, 0)
  t.equal(passage.end(), '')
  t.equal(passage.fail(new GatewayError('upstream_cut', 'x')), '')
})

test('after the end nothing more comes out', async t => {
  const passage = begun()
  t.equal(passage.write(Buffer.concat([last, done, word])).toString(), Buffer.concat([last, done]).toString())
  t.equal(passage.write(word).length, 0)
})

test('usage goes to those who asked, once and last', async t => {
  const tail = Buffer.concat([last, event({ choices: [], usage }), done])
  t.equal(begun(false).write(tail).toString(), Buffer.concat([last, done]).toString())
  t.equal(begun(true).write(tail).toString(), tail.toString())
  const beside = Buffer.concat([event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage }), done])
  const passage = begun(true)
  const { problems, usage: told } = readWire(first.toString() + passage.write(beside).toString(), { includeUsage: true })
  t.same(problems, [])
  t.same(told, usage)
  t.match(passage.progress.usage, { inputTokens: 3, outputTokens: 2, raw: usage })
})

test('a missing end is added, with the usage that is owed', async t => {
  const passage = begun(true)
  passage.write(event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage }))
  t.equal(passage.end(), event({ choices: [], usage }).toString() + done.toString())
})

test('an end without a finish is an error', async t => {
  const passage = begun()
  passage.write(word.subarray(0, 30))
  t.match(passage.end(), /^data: \{"error":\{.*"code":"upstream_cut"\}\}\n\ndata: \[DONE\]\n\n$/)
  t.equal(passage.progress.error?.kind, 'upstream_cut')
})

test('a broken upstream is told in band, without the half of an event', async t => {
  const passage = begun()
  passage.write(word.subarray(0, 30))
  t.match(passage.fail(new GatewayError('upstream_timeout', 'Silent.')), /^data: \{"error":\{"message":"Silent\."/)
  t.equal(passage.progress.error?.kind, 'upstream_timeout')
})

test('an event that never ends is refused', async t => {
  const passage = begun()
  const megabyte = Buffer.alloc(1024 * 1024, 'x')
  let told = ''
  for (let count = 0; count < 9; count++) told += passage.write(megabyte).toString()
  t.match(told, '"code":"upstream_bad_response"')
  t.equal(passage.progress.error?.kind, 'upstream_bad_response')
})

test('what one packet has to say does not depend on the packet before', async t => {
  const passage = begun()
  passage.write(delta({ tool_calls: [{ index: 1, id: 'x', type: 'function', function: { name: 'f', arguments: '' } }] }))
  const bytes = passage.write(Buffer.concat([word, delta({ tool_calls: [{ index: 1, function: { arguments: '{}' } }] }), word])).toString()
  t.equal(bytes, Buffer.concat([word, delta({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }), word]).toString())
})

test('a second choice gets its role although it begins late', async t => {
  const passage = begun()
  passage.write(word)
  const bytes = passage.write(event({ choices: [{ index: 1, delta: { content: 'b' }, finish_reason: null }] })).toString()
  t.match(bytes, '"role":"assistant"')
  passage.write(last)
  t.equal(passage.progress.isFinished, false)
  passage.write(event({ choices: [{ index: 1, delta: {}, finish_reason: 'eos' }] }))
  t.equal(passage.progress.isFinished, true)
})

test('a finish that OpenAI does not have is mapped, and kept beside it', async t => {
  const bytes = begun().write(delta({}, { finish_reason: 'eos_token' })).toString()
  t.match(bytes, '"finish_reason":"stop"')
  t.match(bytes, '"native_finish_reason":"eos_token"')
})
