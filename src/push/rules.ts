import { createECDH } from 'node:crypto'
import { GatewayError } from '../core/errors.ts'
import type { PushSubscriptionRecord } from '../core/push.ts'
import { curve } from './encrypt.ts'

const invalid = (param: string, message: string): GatewayError =>
  new GatewayError('invalid_request', message, { param, details: [{ field: param, message }] })

export type EndpointRules = {
  allowsPrivate: boolean
  /** Whether the host, if it is an address, may be called. */
  mayCall(url: URL, allowsPrivate: boolean): boolean
}

/** The address of a push service. What a name leads to is looked at each time that it is called. */
export const readEndpoint = (text: string, { allowsPrivate, mayCall }: EndpointRules): string => {
  const url = URL.parse(text)
  if (url === null || url.hostname === '' || !(url.protocol === 'https:' || (allowsPrivate && url.protocol === 'http:'))) throw invalid('endpoint', 'endpoint must be an address that begins with https://')
  if (url.username !== '' || url.password !== '') throw invalid('endpoint', 'endpoint must not carry a user name or a password')
  if (!mayCall(url, allowsPrivate)) throw invalid('endpoint', 'endpoint leads to a private address, which a push service may have only when PUSH_PRIVATE_ADDRESSES is `allow`')
  url.hash = ''
  return url.href
}

/** A point of the curve and 16 bytes, so that nothing that is kept cannot be encrypted for. */
export const readKeys = ({ p256dh, auth }: PushSubscriptionRecord['keys']): PushSubscriptionRecord['keys'] => {
  const [point, secret] = [p256dh, auth].map(text => Buffer.from(text, 'base64url'))
  if (secret!.length !== 16) throw invalid('keys.auth', 'keys.auth must be 16 bytes in base64url')
  if (point!.length !== 65 || !isPoint(point!)) throw invalid('keys.p256dh', 'keys.p256dh must be a public key on P-256, 65 bytes in base64url')
  return { p256dh: point!.toString('base64url'), auth: secret!.toString('base64url') }
}

const isPoint = (point: Buffer): boolean => {
  const own = createECDH(curve)
  own.generateKeys()
  try {
    own.computeSecret(point)
    return true
  } catch {
    return false
  }
}
