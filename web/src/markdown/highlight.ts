import { sanitize } from './sanitize.ts'

type Waiting = { resolve(html: string | undefined): void }

let worker: Worker | undefined
let lastId = 0
const waiting = new Map<number, Waiting>()
/** What was coloured before: chats are drawn again and again. */
const known = new Map<string, string>()
const mostKnown = 300
/** A worker that nobody needs goes away. Milliseconds. */
const idleMs = 60_000
let idle: ReturnType<typeof setTimeout> | undefined

const open = (): Worker => {
  if (worker !== undefined) return worker
  worker = new Worker(new URL('./highlight.worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data: { id, html } }: MessageEvent<{ id: number; html: string | undefined }>) => {
    waiting.get(id)?.resolve(html)
    waiting.delete(id)
  }
  worker.onerror = () => {
    for (const { resolve } of waiting.values()) resolve(undefined)
    waiting.clear()
  }
  return worker
}

const close = (): void => {
  if (waiting.size > 0) return
  worker?.terminate()
  worker = undefined
}

/** The code as HTML with its words marked, made outside the page's own thread; undefined for languages that are not known. */
export const highlight = async (code: string, language: string): Promise<string | undefined> => {
  const key = `${language}\n${code}`
  const before = known.get(key)
  if (before !== undefined) return before
  clearTimeout(idle)
  idle = setTimeout(close, idleMs)
  const id = ++lastId
  const html = await new Promise<string | undefined>(resolve => {
    waiting.set(id, { resolve })
    open().postMessage({ id, code, language })
  })
  if (html === undefined) return undefined
  const clean = sanitize(html)
  known.set(key, clean)
  for (const oldest of known.keys()) {
    if (known.size <= mostKnown) break
    known.delete(oldest)
  }
  return clean
}
