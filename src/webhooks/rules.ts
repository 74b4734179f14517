import { GatewayError } from '../core/errors.ts'
import { type HouseEventType, houseEventTypes } from '../core/house-events.ts'

/** Events that concern no account. */
const houseOnly: readonly HouseEventType[] = ['provider.down', 'provider.up']

const invalid = (param: string, message: string): GatewayError =>
  new GatewayError('invalid_request', message, { param, details: [{ field: param, message }] })

export type UrlRules = {
  allowsPrivate: boolean
  /** Whether the host, if it is an address, may be called. */
  mayCall(url: URL, allowsPrivate: boolean): boolean
}

/** An address to post to, as it is kept. What a name leads to is looked at each time that it is called. */
export const readUrl = (text: string, { allowsPrivate, mayCall }: UrlRules): string => {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') throw invalid('url', 'url must be an address that begins with https:// or http://')
  if (url.username !== '' || url.password !== '') throw invalid('url', 'url must not carry a user name or a password')
  if (!mayCall(url, allowsPrivate)) throw invalid('url', 'url leads to a private address, which a webhook may have only when an admin makes it and WEBHOOK_PRIVATE_ADDRESSES is `allow`')
  url.hash = ''
  return url.href
}

/** In the table's order, each once. */
export const readEvents = (events: readonly HouseEventType[], ownerId: string | undefined): HouseEventType[] => {
  const wanted = houseEventTypes.filter(type => events.includes(type))
  if (wanted.length === 0 || wanted.length < new Set(events).size) throw invalid('events', `events must be one or more of ${houseEventTypes.join(', ')}`)
  const others = ownerId === undefined ? undefined : wanted.find(type => houseOnly.includes(type))
  if (others !== undefined) throw invalid('events', `events must not have ${others}: this webhook hears only what concerns your account`)
  return wanted
}
