import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

export type Browser = {
  keys: { p256dh: string; auth: string }
  /** What a server has encrypted for it. Throws when that was not for it. */
  decrypt(encrypted: Buffer): string
}

/** The keys that a browser makes when it subscribes, and what it does with what comes. */
export function createBrowser (): Browser {
  const own = createECDH('prime256v1')
  own.generateKeys()
  const auth = randomBytes(16)
  return {
    keys: { p256dh: own.getPublicKey('base64url'), auth: auth.toString('base64url') },
    decrypt (encrypted) {
      const salt = encrypted.subarray(0, 16)
      const recordSize = encrypted.readUInt32BE(16)
      const sender = encrypted.subarray(21, 21 + encrypted.readUInt8(20))
      const record = encrypted.subarray(21 + sender.length)
      if (record.length > recordSize) throw new Error(`a record of ${record.length} bytes`)
      const shared = Buffer.from(hkdfSync('sha256', own.computeSecret(sender), auth, Buffer.concat([Buffer.from('WebPush: info\0'), own.getPublicKey(), sender]), 32))
      const key = Buffer.from(hkdfSync('sha256', shared, salt, 'Content-Encoding: aes128gcm\0', 16))
      const decipher = createDecipheriv('aes-128-gcm', key, Buffer.from(hkdfSync('sha256', shared, salt, 'Content-Encoding: nonce\0', 12)))
      decipher.setAuthTag(record.subarray(-16))
      const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
      const end = padded.findLastIndex(byte => byte !== 0)
      if (padded[end] !== 2) throw new Error('the last record does not end as such')
      return padded.subarray(0, end).toString()
    },
  }
}
