import { test } from 'tap'
import { hashPassword, houseCost, isOutdated, verifyPassword } from '../../src/accounts/argon2.ts'
import { readPassword } from '../../src/accounts/account-rules.ts'
import { createPasswords } from '../../src/accounts/passwords.ts'

// The reference implementation's own: https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c
const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'

test('hashes as the reference implementation does', async t => {
  t.equal(await hashPassword('password', Buffer.from('somesalt'), { memory: 65_536, passes: 2, parallelism: 1 }), reference)
  t.equal(await verifyPassword('password', reference), true)
  t.equal(await verifyPassword('Password', reference), false)
})

test('salts each hash and knows when it was made at another cost', async t => {
  const { hash, verify, isOutdated: isOld } = createPasswords()
  const [one, two] = await Promise.all([hash('correct horse'), hash('correct horse')])
  t.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  t.not(one, two)
  t.strictSame(await Promise.all([verify('correct horse', one), verify('correct horse', two), verify('wrong horse', one)]), [true, true, false])
  t.strictSame([isOld(one), isOld(reference), isOutdated(one, { ...houseCost, passes: 3 })], [false, true, true])
})

test('nobody’s password is right, whatever it is', async t => {
  t.equal(await createPasswords().verify('correct horse', undefined), false)
})

test('a damaged hash is a fault, not a wrong password', async t => {
  for (const phc of ['', 'plain', reference.slice(0, -30), reference.replace('argon2id', 'argon2i'), reference.replace('v=19', 'v=16')]) await t.rejects(createPasswords().verify('x', phc), /not an Argon2id PHC string/)
})

test('works on few at a time, lets some wait and refuses a flood', async t => {
  const passwords = createPasswords({ memory: 64, passes: 1, parallelism: 1 })
  const results = await Promise.allSettled(Array.from({ length: 140 }, () => passwords.verify('flood', undefined)))
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 130)
  t.match(results.find(({ status }) => status === 'rejected'), { reason: { name: 'GatewayError', kind: 'unavailable', more: { retryAfterMs: 2000 } } })
  t.equal(await passwords.verify('later', undefined), false, 'and works again')
})

const refused: [string, string, RegExp][] = [
  ['seven characters', 'abcdefg', /8 to 256/],
  ['257 characters', 'ab'.repeat(128) + 'c', /8 to 256/],
  ['eight code units in four characters', '🔑🗝🔒🔓', /8 to 256/],
  ['a common one', 'password123', /first that anybody/],
  ['a common one in another case', 'PassWord1', /first that anybody/],
  ['a common one in full width', 'ｐａｓｓｗｏｒｄ１', /first that anybody/],
  ['one letter', 'zzzzzzzzzzzz', /first that anybody/],
  ['the user’s name', 'Ana-Novak', /your name/],
]
for (const [what, text, message] of refused) {
  test(`refuses as a password ${what}`, async t => t.throws(() => readPassword(text, { notIn: ['ana-novak'] }), { kind: 'invalid_request', message, more: { param: 'password' } }))
}

test('takes any other password, and reads the same one from every keyboard', async t => {
  for (const text of ['8 zeichen', 'ÄÖÜ äöü ß', '密码密码密码密码!', 'x'.repeat(100) + 'yz', '🔑🗝🔒🔓🔑🗝🔒🔓']) t.equal(readPassword(text), text.normalize('NFKC'))
  t.equal(readPassword('Cafe\u0301 au lait'), readPassword('Café au lait'))
})
