// Summaries that stand for the older part of a chat which does not fit a model's window.

/** What is done when a chat does not fit: its oldest messages are left out, a summary stands for them, or the question is refused. */
export const overflowRules = ['refuse', 'summarise', 'omit'] as const
export type WhenTooLong = typeof overflowRules[number]

/** Stands for every message from the first one to `messageId`: whoever has that one before them has all of them before them. Times are milliseconds. */
export type SummaryRecord = { id: string; chatId: string; messageId: string; text: string; tokens: number; model: string; createdAt: number }

/** Keeps summaries; seals their texts. They go with their chat. */
export type SummaryStore = {
  /** Which messages of a chat have one. */
  list(chatId: string): Promise<Pick<SummaryRecord, 'id' | 'messageId'>[]>
  find(id: string): Promise<SummaryRecord | undefined>
  /** Unless the message has one. */
  insert(summary: SummaryRecord): Promise<void>
}
