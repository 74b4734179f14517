import { isObject, type Wire } from '../wire.ts'
import type { CallTracker } from './call-tracker.ts'

/**
 * Puts the tool-call deltas of one choice in order: counted from 0, each call with an id, a type and a function when it
 * begins, and never another identity afterwards. Changes them in place; true when something was changed.
 */
export function mendCalls (deltas: readonly unknown[], tracker: CallTracker): boolean {
  let isChanged = false
  const set = (target: Wire, field: string, value: unknown): void => {
    if (target[field] === value) return
    target[field] = value
    isChanged = true
  }
  for (const delta of deltas) {
    if (!isObject(delta)) continue
    if (delta['type'] && delta['type'] !== 'function') continue
    const { call, isNew } = tracker.track(delta)
    set(delta, 'index', call.index)
    if (isObject(delta['function']?.arguments)) set(delta['function'], 'arguments', JSON.stringify(delta['function'].arguments))
    if (isNew) {
      set(delta, 'id', call.id)
      set(delta, 'type', 'function')
      if (!isObject(delta['function'])) set(delta, 'function', { name: call.name, arguments: '' })
      else if (typeof delta['function']['arguments'] !== 'string') set(delta['function'], 'arguments', '')
      continue
    }
    if (delta['id']) set(delta, 'id', call.id)
    if (delta['function']?.name && call.name !== '') set(delta['function'], 'name', call.name)
  }
  return isChanged
}
