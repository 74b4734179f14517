import type { Realtime } from '@parlance/client'
import { client, onWipe } from '../session/session.ts'

let opening: Promise<Realtime> | undefined

const close = async (): Promise<void> => {
  const before = opening
  opening = undefined
  await before?.then(realtime => realtime.close(), () => {})
}

onWipe(close)

/** The one connection of this page, opened when it is first needed and again after it was closed for good. */
export const openRealtime = (): Promise<Realtime> => {
  opening ??= client.realtime().catch((error: unknown) => {
    opening = undefined
    throw error
  })
  return opening
}
