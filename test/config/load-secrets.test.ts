import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import { ConfigError, loadSecrets, readConfig } from '../../src/config/index.ts'

const run = promisify(execFile)
const load = (dataDir: string) => loadSecrets({ config: readConfig({ DATA_DIR: dataDir }) })

const files = ['encryption-key', 'jwt-secret']

test('keys are made once, for their owner only, and found again', async t => {
  const dataDir = join(t.testdir(), 'new', 'data')
  const first = await load(dataDir)
  t.equal(first.encryptionKeys.length, 1)
  t.equal(first.encryptionKeys[0]?.length, 32)
  t.match(first.jwtSecrets, [/^[\w-]{43}$/])
  t.match(first.notices, [/^Made .*encryption-key\. Keep a copy/, /^Made .*jwt-secret\. Keep a copy/])
  for (const file of files) t.equal(statSync(join(dataDir, file)).mode & 0o777, 0o600)
  t.same(readdirSync(dataDir), files, 'nothing else is left behind')

  const second = await load(dataDir)
  t.same(second, { ...first, notices: [] })
})

test('a key in the environment is taken, and no file is made', async t => {
  const dataDir = t.testdir()
  const key = Buffer.alloc(32, 5)
  const jwtSecret = 'a-secret-of-more-than-32-characters'
  const secrets = await loadSecrets({ config: readConfig({ DATA_DIR: dataDir, ENCRYPTION_KEY: key.toString('base64'), JWT_SECRET: `${jwtSecret},${jwtSecret}2` }) })
  t.same(secrets, { encryptionKeys: [key], jwtSecrets: [jwtSecret, `${jwtSecret}2`], notices: [] })
  t.same(readdirSync(dataDir), [])
})

test('whoever comes second takes the key of the first', async t => {
  const dataDir = t.testdir()
  const all = await Promise.all(Array.from({ length: 10 }, () => load(dataDir)))
  t.equal(new Set(all.map(({ encryptionKeys }) => encryptionKeys[0]?.toString('hex'))).size, 1)
  t.equal(new Set(all.map(({ jwtSecrets }) => jwtSecrets[0])).size, 1)
  t.same(readdirSync(dataDir), files)
})

test('processes that start at once end up with the same key', async t => {
  const dataDir = t.testdir()
  const script = join(import.meta.dirname, 'make-key.ts')
  const outputs = await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, [script, dataDir])))
  const keys = new Set(outputs.map(({ stdout }) => stdout.trim()))
  t.same([...keys], [readFileSync(join(dataDir, 'encryption-key'), 'utf8').trim()])
  t.same(readdirSync(dataDir), files)
})

for (const [what, content] of [['empty', ''], ['cut short', 'MDEyMzQ1Njc4'], ['something else', '-----BEGIN PRIVATE KEY-----']] as const) {
  test(`a key file that is ${what} stops the start and stays as it is`, async t => {
    const dataDir = t.testdir({ 'encryption-key': content })
    await t.rejects(load(dataDir), { name: 'ConfigError', message: /^ENCRYPTION_KEY is not set and .*encryption-key does not hold a key; restore that file/ })
    t.equal(readFileSync(join(dataDir, 'encryption-key'), 'utf8'), content)
  })
}

test('a file that does not hold a secret to sign with stops the start too', async t => {
  const dataDir = t.testdir({ 'jwt-secret': 'short' })
  await t.rejects(load(dataDir), { name: 'ConfigError', message: /^JWT_SECRET is not set and .*jwt-secret does not hold a key; restore that file/ })
})

test('a key file that cannot be read stops the start', async t => {
  const dataDir = t.testdir()
  // A folder in its place is unreadable for every user, root included.
  mkdirSync(join(dataDir, 'encryption-key'))
  await t.rejects(load(dataDir), { name: 'ConfigError', message: /cannot be read \(EISDIR\)/ })
})

test('a data folder that cannot be made stops the start', async t => {
  const dataDir = join(t.testdir({ file: '' }), 'file', 'data')
  const error = await load(dataDir).then(() => undefined, (thrown: unknown) => thrown)
  t.ok(error instanceof ConfigError)
  t.match(String(error), /\((ENOTDIR|EEXIST)\)/)
})

test('a key file that others can read is told', async t => {
  const dataDir = t.testdir()
  const path = join(dataDir, 'encryption-key')
  writeFileSync(path, Buffer.alloc(32, 1).toString('base64'))
  chmodSync(path, 0o644)
  t.match((await load(dataDir)).notices, [/can be read by other users of this machine/])
})
