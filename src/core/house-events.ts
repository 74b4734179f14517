// What happens in the house that others may want to hear of: webhooks, above all.

export const houseEventTypes = ['chat.created', 'message.created', 'message.completed', 'message.failed', 'provider.down', 'provider.up', 'budget.exceeded', 'user.registered'] as const
export type HouseEventType = typeof houseEventTypes[number]

/** `data` never holds a secret. `subject` is what it happened to: events of one subject are told in their order. Times are milliseconds. */
export type HouseEvent = {
  type: HouseEventType
  /** The id of the chat, provider, key or user. */
  subject: string
  /** The account that it concerns; undefined when it is the house's own affair. */
  ownerId: string | undefined
  at: number
  data: Readonly<Record<string, unknown>>
}

/** Tells what happened, at once and without failing. Where it must not be lost with a crash, it is written in the transaction of the change instead. */
export type Announce = (event: HouseEvent) => void
