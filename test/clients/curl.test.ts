import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { test } from 'tap'
import { addAnswering } from '../helpers/answering-upstream.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { reportSkip } from '../helpers/skips.ts'
import { readEvents } from '../helpers/two-paths.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0
if (!hasCurl) reportSkip('plain curl', 'install curl')
const options = { skip: !hasCurl && 'no curl' }

const server = await startApp(t)
const upstream = await addAnswering(t, server, 'openai')

const run = async (command: string, args: string[]) => {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'], PARLANCE_API_KEY: adminKey }, stdio: ['ignore', 'pipe', 'pipe'] })
  const pieces: string[] = []
  let complaint = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => pieces.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => { complaint += text })
  const [code] = await once(child, 'close')
  return { code, pieces, text: pieces.join(''), complaint }
}
const chat = (body: object, ...more: string[]) =>
  run('curl', ['-sS', `${server.baseUrl}/chat/completions`, '-H', `authorization: Bearer ${adminKey}`, '-H', 'content-type: application/json', '-d', JSON.stringify({ model: 'demo/parlance', ...body }), ...more])

test('a question gets JSON', options, async t => {
  const { code, text } = await chat({ messages: [{ role: 'user', content: 'Hello!' }] })
  t.equal(code, 0)
  t.match(JSON.parse(text), { object: 'chat.completion', choices: [{ message: { content: /./ }, finish_reason: 'stop' }] })
})

test('-N shows a stream piece by piece', options, async t => {
  const { code, text, pieces } = await chat({ stream: true, messages: [{ role: 'user', content: 'Hello! [length 20] [delay 20]' }] }, '-N')
  t.equal(code, 0)
  t.ok(pieces.length > 5, `it came in ${pieces.length} pieces`)
  t.equal(readEvents(text).at(-1), '[DONE]')
})

test('a wrong key is a 401 that says so, and --fail sees it', options, async t => {
  const { text } = await run('curl', ['-sS', '-w', '\n%{http_code} %header{content-type}', `${server.baseUrl}/models`, '-H', 'authorization: Bearer plk_wrong'])
  t.match(text, /"code":"unauthorized".*\n401 application\/json/)
  t.equal((await run('curl', ['-sS', '--fail', `${server.baseUrl}/models`])).code, 22)
})

test('models, and one whose id has a slash', options, async t => {
  const headers = ['-H', `x-api-key: ${adminKey}`]
  t.match(JSON.parse((await run('curl', ['-sS', `${server.baseUrl}/models`, ...headers])).text).data.map((model: any) => model.id).filter((id: string) => id === 'demo/parlance'), ['demo/parlance'])
  t.match(JSON.parse((await run('curl', ['-sS', `${server.baseUrl}/models/demo/parlance`, ...headers])).text), { id: 'demo/parlance' })
})

test('a body in pieces, an upload that asks first, and HEAD are served', options, async t => {
  const body = { messages: [{ role: 'user', content: 'Hello!' }] }
  t.match((await chat(body, '-H', 'transfer-encoding: chunked')).text, /chat\.completion/)
  t.match((await chat({ messages: [{ role: 'user', content: 'x'.repeat(100_000) }] }, '-H', 'expect: 100-continue')).text, /chat\.completion/)
  t.match((await run('curl', ['-sS', '-I', `${server.baseUrl}/health`])).text, /^HTTP\/1\.1 200/)
})

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!).filter(block => /^curl/m.test(block))

test('the README has commands to try', t => {
  t.ok(blocks.length >= 3, `${blocks.length}`)
  t.end()
})

for (const block of blocks) {
  test(`the README’s command works: ${/^curl.*/m.exec(block)![0]}`, options, async t => {
    const here = block.replace(/^export .*$/m, '').replaceAll('http://127.0.0.1:3000', server.url)
      .replace('https://api.groq.com/openai/v1', `${upstream.url}/v1`).replace('gsk_…', 'gsk_0123456789')
    const { code, text, complaint } = await run('sh', ['-e', '-c', here])
    t.equal(code, 0, complaint)
    t.match(text, /^(\{|data: )/)
    t.notMatch(text, /"error":\{/)
  })
}
