import t, { type Test } from 'tap'
import type { TestApp } from '../helpers/app.ts'
import { forEachServer } from '../helpers/people.ts'
import { connect } from '../realtime/sockets.ts'
import { createCaller } from './helpers.ts'

/** What a door makes of a question: its messages when it was taken, the word of the refusal when it was not. */
type Said = { questionId?: string; answerId?: string; code?: string }
type Door = {
  name: string
  ask(chatId: string, content: string, more?: object): Promise<Said>
  /** Ids of what was stopped. */
  stop(chatId: string): Promise<string[]>
}

const openDoors = async (t: Test, server: TestApp) => {
  const caller = await createCaller(server)
  const tabs = await Promise.all([connect(t, server, caller.secret), connect(t, server, caller.secret)])
  let turn = 0
  const overHttp: Door = {
    name: 'HTTP',
    ask: async (chatId, content, more) => {
      const { json: { question, answer, error } } = await caller.ask(chatId, content, more)
      return error === undefined ? { questionId: question.id, answerId: answer.id } : { code: error.code }
    },
    stop: async chatId => (await caller.call('POST', `/chats/${chatId}/stop`)).json.data.map(({ id }: any) => id),
  }
  const overSockets: Door = {
    name: 'sockets',
    ask: async (chatId, content, more) => {
      const { questionId, answerId, error } = await tabs[turn++ % 2]!.say('chat-message', { chatId, content, ...more })
      return error === undefined ? { questionId, answerId } : { code: error.code }
    },
    stop: async chatId => (await tabs[0].say('stop', { chatId })).messageIds,
  }

  const treeOf = async (chatId: string): Promise<any[]> => (await caller.call('GET', `/chats/${chatId}/messages?tree=true&limit=200`)).json.data
  /** When nothing is being written any more. */
  const settled = async (chatId: string): Promise<any[]> => {
    for (;;) {
      const tree = await treeOf(chatId)
      if (!tree.some(({ status }) => status === 'streaming')) return tree
      await new Promise(resolve => { setTimeout(resolve, 10) })
    }
  }

  /** Nothing that was taken is lost, nothing that was refused is there, and everything hangs where it belongs. */
  const assertSound = async (t: Test, chatId: string, taken: Said[]): Promise<any[]> => {
    const tree = await settled(chatId)
    const byId = new Map(tree.map(message => [message.id, message]))
    const ids = taken.flatMap(({ questionId, answerId }) => [questionId, answerId]).filter(id => id !== undefined)
    t.same(tree.map(({ id }) => id).sort(), ids.sort(), 'what was taken is there, and nothing else')
    for (const message of tree) {
      const parent = byId.get(message.parentId)
      if (message.role === 'assistant') t.equal(parent?.role, 'user', 'an answer follows a question')
      else t.ok(message.parentId === null || parent?.role === 'assistant', 'a question follows an answer, or begins')
    }
    const { chat, messages: { data: branch } } = (await caller.call('GET', `/chats/${chatId}`)).json
    t.equal(branch[0]?.id ?? null, chat.leafId)
    t.notOk(tree.some(({ parentId }) => parentId === chat.leafId), 'what is shown ends where nothing follows')
    return tree
  }
  return { caller, doors: [overHttp, overSockets], settled, treeOf, assertSound }
}

// each pair meets often, in other places each time
t.setTimeout(400_000)
const rounds = 8
const environment = { SHUTDOWN_TIMEOUT_MS: '0' }

t.test('what happens at the same moment loses and misplaces nothing', t => forEachServer(t, environment, async (t, server) => {
  const { caller, doors, treeOf, assertSound } = await openDoors(t, server)
  const [http, sockets] = doors as [Door, Door]
  const pairs: [Door, Door][] = [[http, http], [sockets, sockets], [http, sockets]]

  for (const [left, right] of pairs) {
    await t.test(`two tabs ask at once, over ${left.name} and ${right.name}: one follows, the other is told`, async t => {
      for (let round = 0; round < rounds; round++) {
        const chatId = await caller.begin()
        const first = await http.ask(chatId, 'begin [delay 0]')
        const both = await Promise.all([left.ask(chatId, `left [delay ${round % 3}]`), right.ask(chatId, `right! [delay ${round % 3}]`)])
        const taken = both.filter(({ code }) => code === undefined)
        t.ok(taken.length > 0)
        t.same(both.filter(({ code }) => code !== undefined && code !== 'conflict'), [])
        const tree = await assertSound(t, chatId, [first, ...taken])
        const { json: { messages: { data: branch } } } = await caller.call('GET', `/chats/${chatId}`)
        t.equal(branch.length, tree.length, 'all in one line')
      }
    })
  }

  for (const door of doors) {
    await t.test(`a question follows a stop at once, over ${door.name}`, async t => {
      for (let round = 0; round < rounds; round++) {
        const chatId = await caller.begin()
        const running = door === http ? caller.stream(chatId, 'Tell me [length 500] [delay 3]') : door.ask(chatId, 'Tell me [length 500] [delay 3]')
        await running
        await new Promise(resolve => { setTimeout(resolve, round * 3) })
        const [stoppedId, ...more] = await door.stop(chatId)
        t.same(more, [])
        const next = await door.ask(chatId, 'And now? [delay 0]')
        const [question] = (await treeOf(chatId)).filter(({ text }) => text.startsWith('Tell me') && !text.startsWith('Tell me a'))
        const tree = await assertSound(t, chatId, [{ questionId: question.id, answerId: stoppedId! }, next])
        t.match(tree.find(({ id }) => id === stoppedId), { status: 'stopped' })
        t.equal(tree.find(({ id }) => id === next.questionId).parentId, stoppedId)
      }
    })

    await t.test(`a question is edited while it is answered, over ${door.name}: both go on beside each other`, async t => {
      for (let round = 0; round < rounds; round++) {
        const chatId = await caller.begin()
        const [first, edited] = await Promise.all([door.ask(chatId, 'one [length 60] [delay 2]', { parentId: null }), door.ask(chatId, 'one, edited [length 20] [delay 2]', { parentId: null })])
        const tree = await assertSound(t, chatId, [first!, edited!])
        t.same(tree.filter(({ role }) => role === 'assistant').map(({ status }) => status), ['complete', 'complete'])
        for (const { questionId, answerId } of [first!, edited!]) t.equal(tree.find(({ id }) => id === answerId).parentId, questionId, 'each below its own question')
      }
    })
  }

  await t.test('an answer is asked for again by two tabs at once: three stand beside each other', async t => {
    for (let round = 0; round < rounds; round++) {
      const chatId = await caller.begin()
      const first = await http.ask(chatId, 'one [delay 0]')
      const again = await Promise.all([1, 2].map(() => caller.call('POST', `/chats/${chatId}/messages/${first.answerId}/regenerate`, {})))
      const tree = await assertSound(t, chatId, [first, ...again.map(({ json }) => ({ answerId: json.answer.id }))])
      t.same(tree.filter(({ role }) => role === 'assistant').map(({ parentId, siblingIds }) => `${parentId} ${siblingIds.length}`), Array(3).fill(`${first.questionId} 3`))
    }
  })

  for (const door of doors) {
    await t.test(`a chat is deleted while it is answered and asked, over ${door.name}: it is gone, and nobody is told of a fault`, async t => {
      for (let round = 0; round < rounds; round++) {
        const chatId = await caller.begin()
        const running = door.ask(chatId, 'Tell me [length 300] [delay 3]', { parentId: null })
        await new Promise(resolve => { setTimeout(resolve, round * 4) })
        const [removed, asked] = await Promise.all([caller.call('DELETE', `/chats/${chatId}`), door.ask(chatId, 'more [delay 0]', { parentId: null }), running])
        t.equal(removed.status, 204)
        t.ok([undefined, 'not_found', 'conflict'].includes(asked.code), String(asked.code))
        t.ok([undefined, 'not_found'].includes((await running).code), String((await running).code))
        t.equal((await caller.call('GET', `/chats/${chatId}`)).status, 404)
      }
    })
  }
}))
