import { createHmac, randomBytes } from 'node:crypto'
import type { WebhookRecord } from '../core/webhooks.ts'

const prefix = 'whsec_'

/** A signing secret as the Standard Webhooks scheme writes it. https://www.standardwebhooks.com */
export const createSecret = (): string => prefix + randomBytes(32).toString('base64')

export type Signed = { id: string; at: number; body: string }

/** The scheme's headers. During a rotation there is a signature by either secret, the new one first. */
export const signatureHeaders = ({ secret, previousSecret, previousExpiresAt = 0 }: WebhookRecord, { id, at, body }: Signed): Record<string, string> => {
  const timestamp = String(Math.floor(at / 1000))
  const secrets = previousSecret !== undefined && at < previousExpiresAt ? [secret, previousSecret] : [secret]
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(key => `v1,${sign(key, `${id}.${timestamp}.${body}`)}`).join(' '),
  }
}

const sign = (secret: string, text: string): string =>
  createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64')).update(text).digest('base64')
