import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import type { PushSubscriptionRecord } from '../core/push.ts'

export const curve = 'prime256v1'
/** What a push service takes at the most. https://www.rfc-editor.org/rfc/rfc8030#section-7.2 */
const recordSize = 4096
/** Ends the last record; zeros may follow. https://www.rfc-editor.org/rfc/rfc8188#section-2 */
const lastRecord = 2

type Chosen = {
  /** The encrypted text is as long as that many bytes would be, so that its length says nothing. Absent: as long as the text. */
  paddedTo?: number
  /** Only the published example sets these. */
  salt?: Buffer
  privateKey?: Buffer
}

/** Encrypts for one browser, which alone can read it. https://www.rfc-editor.org/rfc/rfc8291 */
export const encrypt = (text: Buffer, keys: PushSubscriptionRecord['keys'], { paddedTo = 0, salt = randomBytes(16), privateKey }: Chosen = {}): Buffer => {
  const receiver = Buffer.from(keys.p256dh, 'base64url')
  const sender = createECDH(curve)
  if (privateKey === undefined) sender.generateKeys()
  else sender.setPrivateKey(privateKey)
  const publicKey = sender.getPublicKey()

  const derive = (input: Buffer, from: Buffer, info: Buffer, length: number): Buffer => Buffer.from(hkdfSync('sha256', input, from, info, length))
  const shared = derive(sender.computeSecret(receiver), Buffer.from(keys.auth, 'base64url'), Buffer.concat([Buffer.from('WebPush: info\0'), receiver, publicKey]), 32)
  const key = derive(shared, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(shared, salt, Buffer.from('Content-Encoding: nonce\0'), 12)

  const head = Buffer.alloc(21)
  salt.copy(head)
  head.writeUInt32BE(recordSize, 16)
  head.writeUInt8(publicKey.length, 20)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const record = Buffer.concat([text, Buffer.of(lastRecord), Buffer.alloc(Math.max(0, paddedTo - text.length))])
  return Buffer.concat([head, publicKey, cipher.update(record), cipher.final(), cipher.getAuthTag()])
}
