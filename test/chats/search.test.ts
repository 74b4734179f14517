import t from 'tap'
import { createBlindIndex } from '../../src/chats/blind-index.ts'
import { normalise, wordsOf } from '../../src/chats/words.ts'
import { startApp } from '../helpers/app.ts'
import { createCaller } from './helpers.ts'

t.test('words are cut in any language, whatever their case, accents and width', async t => {
  for (const [text, words] of [
    ['Hello, World! hello', ['hello', 'world']],
    ['Crème BRÛLÉE', ['creme', 'brulee']],
    ['Ｆｕｌｌ', ['full']],
    ['don’t e-mail', ['don’t', 'e', 'mail']],
    ['我们在北京', ['我们', '在', '北京']],
    ['สวัสดีครับ', ['สวสด', 'ครบ']],
    ['Привет, мир', ['привет', 'мир']],
    ['🎉 !!! …', []],
  ] as const) t.strictSame([...await wordsOf(text)], words, text)
  t.equal(normalise('ÉCOLE'), 'ecole')
  t.equal((await wordsOf('word '.repeat(10_000) + 'last')).size, 2)
})

t.test('the index says nothing without its key, and nothing across owners', async t => {
  const index = createBlindIndex(Buffer.alloc(32, 1))
  const other = createBlindIndex(Buffer.alloc(32, 2))
  const hex = (tokens: bigint[]) => tokens.map(String)
  t.equal(index.tokensOf('usr_a', ['holiday']).length, 3, 'the word and two beginnings')
  t.equal(index.tokensOf('usr_a', ['sea']).length, 1)
  t.strictSame(hex(index.alternatives('usr_a', 'holi')).filter(token => hex(index.tokensOf('usr_a', ['holiday'])).includes(token)).length, 1)
  t.notSame(hex(index.tokensOf('usr_a', ['holiday'])), hex(index.tokensOf('usr_b', ['holiday'])))
  t.notSame(hex(index.tokensOf('usr_a', ['holiday'])), hex(other.tokensOf('usr_a', ['holiday'])))
})

t.test('chats are found by words in their messages and titles', async t => {
  const server = await startApp(t, { SHUTDOWN_TIMEOUT_MS: '0' })
  const { begin, ask, call } = await createCaller(server)
  const stranger = await createCaller(server)
  const sea = await begin({ title: 'Holidays' })
  await ask(sea, 'Where is the sea warm in Novembér? [length 3] [delay 0]')
  const code = await begin()
  await ask(code, 'Write a warm greeting in Python [length 3] [delay 0]')
  const found = async (q: string, who = call) => (await who('GET', `/chats?q=${encodeURIComponent(q)}`)).json.data
  const ids = async (q: string, who = call) => (await found(q, who)).map(({ id }: any) => id)
  for (let tries = 0; (await ids('python')).length === 0 && tries < 100; tries++) await new Promise(resolve => { setTimeout(resolve, 20) })
  t.strictSame(await ids('warm'), [code, sea], 'newest first')
  t.strictSame(await ids('WARM november'), [sea], 'every word, without accents')
  t.strictSame(await ids('nove'), [sea], 'the beginning of a word')
  t.strictSame(await ids('vember'), [], 'not its middle')
  t.strictSame(await ids('sea python'), [], 'not two words of two chats')
  t.strictSame(await ids('holid'), [sea], 'the title')
  t.strictSame(await ids('…'), [])
  t.strictSame(await ids('warm', stranger.call), [], 'nobody else’s')
  t.match(await found('november'), [{ match: { text: /sea warm in Novembér/ } }])
  t.match(await found('holidays'), [{ match: { messageId: null, text: 'Holidays' } }])

  await call('PATCH', `/chats/${sea}`, { title: 'Renamed entirely' })
  for (let tries = 0; (await ids('renamed')).length === 0 && tries < 100; tries++) await new Promise(resolve => { setTimeout(resolve, 20) })
  t.strictSame(await ids('holidays'), [], 'an old title is forgotten')
  await call('DELETE', `/chats/${code}`)
  t.strictSame(await ids('python'), [], 'so is a deleted chat')
})
