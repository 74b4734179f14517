import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test, type Test } from 'tap'
import { createTokenCounter } from '../../src/tokens/index.ts'

const start = (t: Test, options = {}) => {
  const counter = createTokenCounter(options)
  t.teardown(() => counter.close())
  return counter
}

test('texts are counted in their order', async t => {
  const { count } = start(t)
  t.same(await count(['Hello!', '', 'Hello, Hello!']), [2, 0, 4])
  t.same(await count([]), [])
})

test('counts that are asked for at once do not mix', async t => {
  const { count } = start(t)
  const counts = await Promise.all([count(['one two three']), count(['one']), count(['one two'])])
  t.same(counts, [[3], [1], [2]])
})

test('the event loop goes on meanwhile', async t => {
  const { count } = start(t)
  await count(['warm'])
  let turns = 0
  const timer = setInterval(() => { turns++ }, 1)
  const [tokens] = await count(['The quick brown fox. '.repeat(100_000)])
  clearInterval(timer)
  t.ok(tokens! > 400_000)
  t.ok(turns > 5, `${turns} turns`)
})

test('an idle thread is let go, and another started when it is needed', async t => {
  const { count } = start(t, { idleMs: 1 })
  t.same(await count(['Hello!']), [2])
  await new Promise(resolve => setTimeout(resolve, 50))
  t.same(await count(['Hello!']), [2])
})

test('whoever waits when it is closed is told', async t => {
  const counter = start(t)
  const counting = counter.count(['Hello!'])
  const told = t.rejects(counting, /closed/)
  await counter.close()
  await told
  await t.rejects(counter.count(['Hello!']), /closed/)
})

test('it does not keep a process alive', async t => {
  const script = `import { createTokenCounter } from ${JSON.stringify(new URL('../../src/tokens/index.ts', import.meta.url).href)}
    console.log(await createTokenCounter().count(['Hello!']))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000, env: { ...process.env, NODE_OPTIONS: '' } })
  t.match(stdout, '[ 2 ]')
})
