import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { PushStore } from '../core/push.ts'
import { curve } from './encrypt.ts'

type Key = { privateKey: KeyObject; /** The point in base64url, as browsers take it. */ publicKey: string }

/** How long a push service may take a signature for ours, in seconds. A day is the most that they accept. */
const validSeconds = 12 * 60 * 60

/** Says to push services who sends. The key is made when it is first needed. https://www.rfc-editor.org/rfc/rfc8292 */
export const createVapid = (store: Pick<PushStore, 'key'>) => {
  let opened: Promise<Key> | undefined
  const open = (): Promise<Key> => {
    opened ??= store.key(createKey).then(readKey).catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }

  return {
    publicKey: async (): Promise<string> => (await open()).publicKey,
    /** The header for one push service. `contact`: whom it may turn to. */
    authorize: async ({ endpoint, contact, now }: { endpoint: string; contact: string; now: number }): Promise<string> => {
      const { privateKey, publicKey } = await open()
      const claims = { aud: new URL(endpoint).origin, exp: Math.floor(now / 1000) + validSeconds, sub: contact }
      const signed = `${encode({ typ: 'JWT', alg: 'ES256' })}.${encode(claims)}`
      const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return `vapid t=${signed}.${signature.toString('base64url')}, k=${publicKey}`
    },
  }
}

export type Vapid = ReturnType<typeof createVapid>

const createKey = (): string => generateKeyPairSync('ec', { namedCurve: curve }).privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')

const readKey = (text: string): Key => {
  const privateKey = createPrivateKey({ key: Buffer.from(text, 'base64'), type: 'pkcs8', format: 'der' })
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  return { privateKey, publicKey: Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64url') }
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
