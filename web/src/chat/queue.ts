import { createId } from '../lib/create-id.ts'
import { readLocalJson, writeLocal } from '../lib/local.ts'
import { createStore } from '../lib/store.ts'
import type { Attachment } from './attachments.ts'

/** A question that waits for the answer before it, or for the network. Its id is that of the request: it is asked once. */
export type Waiting = { id: string; text: string; files: readonly Attachment[]; model: string | undefined }

type Queues = Readonly<Record<string, readonly Waiting[]>>

/** By chat. Texts outlive a reload; files would not fit where they are kept. */
export const queues = createStore<Queues>({})

export const readQueues = (): void => queues.set(readLocalJson<Queues>('questions', {}))

const none: readonly Waiting[] = []
export const queueOf = (chatId: string) => (all: Queues): readonly Waiting[] => all[chatId] ?? none

const change = (chatId: string, make: (queue: readonly Waiting[]) => readonly Waiting[]): void => {
  queues.update(all => {
    const { [chatId]: queue = none, ...rest } = all
    const next = make(queue)
    return next.length === 0 ? rest : { ...rest, [chatId]: next }
  })
  const kept = Object.entries(queues.get()).map(([id, queue]) => [id, queue.filter(({ files }) => files.length === 0)] as const).filter(([, queue]) => queue.length > 0)
  writeLocal('questions', kept.length === 0 ? undefined : JSON.stringify(Object.fromEntries(kept)))
}

export const enqueue = (chatId: string, waiting: Omit<Waiting, 'id'>): void => change(chatId, queue => [...queue, { id: createId(), ...waiting }])

/** Takes one out of the queue, the first when none is named. */
export const takeFromQueue = (chatId: string, id = queues.get()[chatId]?.[0]?.id): Waiting | undefined => {
  const found = queues.get()[chatId]?.find(waiting => waiting.id === id)
  if (found !== undefined) change(chatId, queue => queue.filter(waiting => waiting !== found))
  return found
}

/** Puts one at the front. */
export const putFirst = (chatId: string, id: string): void => change(chatId, queue => [...queue].sort((a, b) => Number(b.id === id) - Number(a.id === id)))
