import { test } from 'tap'
import { createAnswerStore } from '../../src/answers/index.ts'

const answer = (size: number) => ({ contentType: 'x', provider: 'p', model: 'm', bytes: Buffer.alloc(size), usage: undefined, finish: 'stop', at: 0, requestHash: '' })

test('what was not asked for the longest makes room', async t => {
  const store = createAnswerStore({ clock: () => 0, maxBytes: 3500 })
  for (const name of ['a', 'b']) store.put(name, answer(1000), 10)
  store.get('a')
  store.put('c', answer(1000), 10)
  t.same(['a', 'b', 'c'].filter(name => store.get(name) !== undefined), ['a', 'c'])
  t.ok(store.bytes <= 3500)
})

test('what is larger than all the room is not kept, and pushes nothing out', async t => {
  const store = createAnswerStore({ clock: () => 0, maxBytes: 3500 })
  store.put('a', answer(1000), 10)
  store.put('b', answer(4000), 10)
  t.same(['a', 'b'].filter(name => store.get(name) !== undefined), ['a'])
})

test('it forgets when the time is over, and counts what it holds', async t => {
  let now = 0
  const store = createAnswerStore({ clock: () => now, maxBytes: 10_000 })
  store.put('a', answer(1000), 10)
  store.put('a', answer(2000), 10)
  t.equal(store.bytes, 2500)
  now = 10
  t.equal(store.get('a'), undefined)
  t.equal(store.bytes, 0)
  store.put('a', answer(1), 10)
  store.clear()
  t.equal(store.bytes, 0)
})
