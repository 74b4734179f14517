import type { CacheControl, Warning } from '../../core/chat.ts'
import { isObject, type Wire } from '../wire.ts'
import { dialectId } from './id.ts'

/** Keeps account of what a request loses on its way into this dialect: each thing once. */
export type Teller = ReturnType<typeof createTeller>

/** `extrasOf`: whose the fields beside parts and tools are. */
export function createTeller (warnings: Warning[], extrasOf: string = dialectId) {
  const told = new Set<string>()
  const drop = (param: string, detail?: string): void => {
    if (told.has(param)) return
    told.add(param)
    warnings.push({ param, action: 'dropped', ...(detail !== undefined && { detail }) })
  }
  return {
    drop,
    emulate: (param: string, detail: string): void => { warnings.push({ param, action: 'emulated', detail }) },
    /** OpenAI decides itself what to cache. */
    tellMark ({ cacheControl }: { cacheControl?: CacheControl }): void {
      if (cacheControl !== undefined) drop('cache_control')
    },
    /** Fields beside a part or a tool, if they are of this dialect. */
    ownExtra (extra: unknown): Wire | undefined {
      if (!isObject(extra) || extrasOf === dialectId) return isObject(extra) ? extra : undefined
      for (const field in extra) drop(field, 'of another dialect')
      return undefined
    },
    isOwn: extrasOf === dialectId,
  }
}
