import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import { createVault, StorageError } from '../../src/storage/index.ts'

const oldKey = randomBytes(32).toString('base64')
const newKey = randomBytes(32).toString('base64')
const place = { table: 'provider', column: 'sealed', row: 'prv_1' }
const secret = 'sk-planted-secret'

const openError = (open: () => string): unknown => {
  try {
    open()
    return undefined
  } catch (thrown) {
    return thrown
  }
}

test('opens what it sealed, and seals no text the same way twice', async t => {
  const vault = createVault(oldKey)
  for (const text of ['', 'a', 'é 🎈 \u0000', 'x'.repeat(100_000)]) {
    const sealed = vault.seal(text, place)
    t.equal(vault.open(sealed, place), text)
    t.match(sealed, /^v1\.[0-9a-f]{8}\.[\w-]{80}\.[\w-]+$/)
    t.not(vault.seal(text, place), sealed)
  }
})

test('opens nothing in another table, column or row', async t => {
  const vault = createVault(oldKey)
  const sealed = vault.seal(secret, place)
  const elsewhere = [{ table: 'chat' }, { column: 'title' }, { row: 'prv_2' }, { table: 'provider","sealed', column: '' }]
  for (const difference of elsewhere) {
    t.match(openError(() => vault.open(sealed, { ...place, ...difference })), { name: 'GatewayError', kind: 'internal' })
    t.throws(() => vault.rewrap(sealed, { ...place, ...difference }))
  }
})

test('opens nothing of which any character was changed, and does not say what it was', async t => {
  const vault = createVault(oldKey)
  const sealed = vault.seal(secret, place)
  const forgeries = [...sealed].flatMap((character, at) =>
    ['A', 'B', '.', '0', '=', ' ', ''].filter(other => other !== character).map(other => sealed.slice(0, at) + other + sealed.slice(at + 1)))
  forgeries.push('', 'v1', 'v1...', secret, sealed + '.', sealed + 'A', sealed.slice(0, -10), sealed.replace('v1.', 'v2.'))
  for (const forgery of forgeries) {
    const error = openError(() => vault.open(forgery, place))
    if (!(error instanceof GatewayError && error.kind === 'internal') || inspect(error).includes('planted')) t.fail(`opened ${forgery}`, { error })
  }
  t.ok(forgeries.length > 800)
})

test('puts nothing together from parts of two sealed texts', async t => {
  const vault = createVault(oldKey)
  const [one, two] = [vault.seal('one', place).split('.'), vault.seal('two', place).split('.')]
  t.match(openError(() => vault.open([...one.slice(0, 3), two[3]].join('.'), place)), { kind: 'internal' })
})

test('seals with the first key, opens with all, and knows what is stale', async t => {
  const before = createVault(oldKey)
  const during = createVault(`${newKey}, ${oldKey}`)
  const after = createVault([Buffer.from(newKey, 'base64')])
  const sealed = before.seal(secret, place)
  t.equal(before.isStale(sealed), false)
  t.equal(during.isStale(sealed), true)
  t.equal(during.open(sealed, place), secret)
  t.match(openError(() => after.open(sealed, place)), { kind: 'internal' })

  const rewrapped = during.rewrap(sealed, place)
  t.equal(during.isStale(rewrapped), false)
  t.equal(after.open(rewrapped, place), secret)
  t.equal(rewrapped.split('.')[3], sealed.split('.')[3], 'the content was not touched')
  t.match(openError(() => before.open(rewrapped, place)), { kind: 'internal' })
  t.match(openError(() => after.open(rewrapped, { ...place, row: 'prv_2' })), { kind: 'internal' })
})

test('refuses keys that are not 32 bytes, without repeating them', async t => {
  const short = randomBytes(16).toString('base64')
  for (const keys of ['', [], short, `${oldKey},${short}`, [Buffer.alloc(33)]]) {
    try {
      createVault(keys)
      t.fail('accepted')
    } catch (thrown) {
      t.ok(thrown instanceof StorageError)
      t.match(thrown, { message: /^ENCRYPTION_KEY/ })
      t.notOk(inspect(thrown).includes(short))
    }
  }
})
