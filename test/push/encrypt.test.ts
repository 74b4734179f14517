import { test } from 'tap'
import { encrypt } from '../../src/push/encrypt.ts'
import { createBrowser } from './browser.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

// https://www.rfc-editor.org/rfc/rfc8291#section-5 and its appendix
const published = {
  text: 'When I grow up, I want to be a watermelon',
  keys: { p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' },
  privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
  salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
  encrypted: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}

test('encrypts the example of RFC 8291 to the byte', async t => {
  const { text, keys, privateKey, salt, encrypted } = published
  t.equal(encrypt(Buffer.from(text), keys, { privateKey, salt }).toString('base64url'), encrypted)
})

test('only the browser reads it, and its length says nothing', async t => {
  const [browser, other] = [createBrowser(), createBrowser()]
  const lengths = new Set<number>()
  for (const text of ['', 'x', 'Überraschung 🎉'.repeat(20), 'y'.repeat(1024)]) {
    const encrypted = encrypt(Buffer.from(text), browser.keys, { paddedTo: 1024 })
    lengths.add(encrypted.length)
    t.equal(browser.decrypt(encrypted), text)
    t.throws(() => other.decrypt(encrypted))
  }
  t.equal(lengths.size, 1)
  const [once, again] = [1, 2].map(() => encrypt(Buffer.from('the same'), browser.keys).toString('hex'))
  t.not(once!.slice(42, 172), again!.slice(42, 172), 'a new key each time')
})
