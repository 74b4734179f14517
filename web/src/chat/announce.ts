import { createStore } from '../lib/store.ts'

/** What a screen reader says next. A mark at its end makes the same words new. */
export const announcement = createStore('')

let count = 0
export const announce = (text: string): void => announcement.set(text + '\u200B'.repeat(++count % 2))
