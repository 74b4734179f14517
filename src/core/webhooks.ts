// Webhooks as the house keeps them, and what they need from storage and from the network.
import type { HouseEventType } from './house-events.ts'
import type { Page, PageQuery } from './ports.ts'

/** A subscription. `secret`s are in the clear: they live in memory only. Times are milliseconds. */
export type WebhookRecord = {
  id: string
  /** The account whose events it hears; undefined hears everything. */
  ownerId: string | undefined
  url: string
  events: HouseEventType[]
  description: string | undefined
  isEnabled: boolean
  /** Why the house itself disabled it: nothing arrived for days, or the receiver said that it is gone. */
  disabledReason: 'failing' | 'gone' | undefined
  /** `whsec_` and 32 bytes in base64. */
  secret: string
  /** The secret before the last rotation, which signs too until `previousExpiresAt`. */
  previousSecret: string | undefined
  previousExpiresAt: number | undefined
  /** Whether its address may be private, if the operator allows that at all. True when an admin set it. */
  allowsPrivate: boolean
  /** Since when nothing has arrived; undefined when the last delivery did. */
  failingSince: number | undefined
  createdBy: string
  createdAt: number
  updatedAt: number
}

export type WebhookChange = Partial<Omit<WebhookRecord, 'id' | 'ownerId' | 'createdBy' | 'createdAt' | 'failingSince'>>

/** Keeps subscriptions; seals secrets. */
export type WebhookStore = {
  insert(webhook: WebhookRecord): Promise<void>
  find(id: string): Promise<WebhookRecord | undefined>
  /** Newest first. `ownerId`: only those of this account. */
  list(query: PageQuery & { ownerId?: string | undefined }): Promise<Page<WebhookRecord>>
  /** What the enabled ones want to hear. */
  wishes(): Promise<{ ownerId: string | undefined; events: HouseEventType[] }[]>
  /** Writes the changed fields; undefined when there is no such webhook. A field set to undefined is cleared. */
  update(id: string, change: WebhookChange): Promise<WebhookRecord | undefined>
  /** Not a change: what the deliveries came to. */
  noteFailing(id: string, since: number | undefined): Promise<void>
  /** With its deliveries. */
  remove(id: string): Promise<boolean>
}

/** An event on its way out. `payload` is the body as it is sent, the same at every attempt. */
export type OutgoingEvent = { id: string; type: HouseEventType; subject: string; ownerId: string | undefined; payload: string; at: number }

/** One try. `status` is what the receiver answered, if it did; `error` says in words what went wrong and holds nothing that the receiver said. */
export type DeliveryAttempt = { at: number; status: number | null; ms: number; error: string | null }

/** `dead`: given up, until somebody asks for it again. */
export const deliveryStatuses = ['pending', 'delivered', 'dead'] as const
export type DeliveryStatus = typeof deliveryStatuses[number]

/** An event for one webhook. */
export type DeliveryRecord = {
  id: string
  webhookId: string
  event: OutgoingEvent
  status: DeliveryStatus
  /** The last of them. */
  attempts: DeliveryAttempt[]
  attemptCount: number
  firstAttemptAt: number | undefined
  /** The delivery that it repeats. */
  repeats: string | undefined
  createdAt: number
  endedAt: number | undefined
}

/** What waits for one webhook about one subject, in order. Whoever has claimed it by a token is the only one to deliver from it. */
export type Lane = { webhookId: string; subject: string }

/** How a delivery stands after an attempt. `nextAt`: when the lane goes on, undefined at once. */
export type Settlement = Pick<DeliveryRecord, 'id' | 'status' | 'attempts' | 'attemptCount' | 'firstAttemptAt' | 'endedAt'> & { nextAt: number | undefined; leasedUntil: number }

/** Keeps events and their deliveries. Times are milliseconds. */
export type DeliveryStore = {
  /** Writes events and a delivery of each to every enabled webhook that wants it; how many. For the transaction of the change. */
  write(events: readonly OutgoingEvent[]): Promise<number>
  /** Lanes whose time has come, the longest waiting first, without those of the webhooks named. */
  due(query: { now: number; limit: number; except: readonly string[] }): Promise<Lane[]>
  /** False when somebody else was faster. */
  claim(lane: Lane, claim: { token: string; now: number; leasedUntil: number }): Promise<boolean>
  /** What is next in a lane, undefined when nothing is. `version` changes when something is added to it. */
  head(lane: Lane): Promise<{ version: number; delivery: DeliveryRecord | undefined }>
  /** Writes what an attempt came to, if the claim still holds. Without it somebody else has gone on. */
  settle(lane: Lane, token: string, settlement: Settlement): Promise<boolean>
  /** Removes an empty lane. `changed`: something was added since `version`. `lost`: the claim does not hold. */
  close(lane: Lane, token: string, version: number): Promise<'closed' | 'changed' | 'lost'>
  /** Lets go of a lane: anybody may claim it, or nobody before `resume` when it is paused. */
  release(lane: Lane, token: string, options?: { isPaused?: boolean }): Promise<void>
  /** Lets the lanes of a webhook go on now, whatever they waited for. */
  resume(webhookId: string, now: number): Promise<void>
  /** Ends every claim. For a process that knows that it is the only one. */
  releaseAll(): Promise<void>
  /** Forgets a webhook that is gone. */
  drop(webhookId: string): Promise<void>

  find(webhookId: string, id: string): Promise<DeliveryRecord | undefined>
  /** How many wait to be delivered, of all webhooks. */
  countPending(): Promise<number>
  /** Newest first. */
  list(webhookId: string, query: PageQuery & { status?: DeliveryStatus | undefined }): Promise<Page<DeliveryRecord & { nextAt: number | undefined }>>
  /** Another delivery of the same event, behind what waits about its subject. */
  repeat(delivery: DeliveryRecord, id: string, now: number): Promise<DeliveryRecord>
  /** Forgets what ended before, and events that nobody waits for; at most a few thousand at a time. Whether there may be more. */
  prune(before: number): Promise<boolean>
}

/** Sends a signed body. Follows no redirect and reads little of the answer. Throws GatewayError when there is none. */
export type PostEvent = (call: { url: string; headers: Record<string, string>; body: string | Buffer; allowsPrivate: boolean; timeoutMs: number; signal: AbortSignal }) => Promise<{ status: number; retryAfter: string | undefined }>

/** Whether it hears of an event. One with an owner hears only what concerns that account. */
export const hears = ({ ownerId, events }: Pick<WebhookRecord, 'ownerId' | 'events'>, event: Pick<OutgoingEvent, 'type' | 'ownerId'>): boolean =>
  events.includes(event.type) && (ownerId === undefined || ownerId === event.ownerId)
