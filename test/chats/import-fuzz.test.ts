import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import '../helpers/seeded.ts'
import t from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import { readChatGpt } from '../../src/chats/import-chatgpt.ts'
import type { DraftChat } from '../../src/chats/import-draft.ts'
import { readOwn } from '../../src/chats/import-own.ts'
import { growTree } from '../../src/chats/import-tree.ts'

const now = 1_795_000_000_000
const conversations = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/chatgpt/conversations.json'), 'utf8'))
const own = {
  format: 'parlance-chat',
  version: 1,
  title: 'x',
  leafId: 'b',
  tags: ['a'],
  messages: ['a', 'b', 'c', 'd'].map((id, at, all) => ({ id, parentId: all[at - 1] ?? null, role: at % 2 === 0 ? 'user' : 'assistant', status: 'complete', content: [{ type: 'text', text: id }, { type: 'image', url: 'https://example.org/a.png' }], usage: { inputTokens: 1 }, createdAt: `2026-01-0${at + 1}T00:00:00Z` })),
}

/** Every place in a value, as a path. */
const placesOf = (value: unknown, path: string[] = []): string[][] =>
  typeof value === 'object' && value !== null ? [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))] : [path]

const damage = (value: any, [path, by]: [string[], unknown]): any => {
  const copy = structuredClone(value)
  const parent = path.slice(0, -1).reduce((inner, key) => inner?.[key], copy)
  if (path.length > 0 && typeof parent === 'object' && parent !== null) parent[path.at(-1)!] = by
  return copy
}

/** What every chat is, whatever the file said. */
const check = (draft: DraftChat): boolean => {
  const { chat, messages } = growTree(draft, { ownerId: 'usr_1', now })
  const ids = messages.map(({ id }) => id)
  const places = new Map(ids.map((id, at) => [id, at]))
  return new Set(ids).size === ids.length &&
    ids.every((id, at) => at === 0 || ids[at - 1]! < id) &&
    messages.every(({ parentId }, at) => parentId === undefined || (places.get(parentId) ?? Infinity) < at) &&
    messages.every(({ createdAt, completedAt }) => createdAt <= completedAt! && completedAt! <= now) &&
    messages.every(({ content }) => content.every(part => part.type !== 'text' || part.text.isWellFormed())) &&
    (messages.length === 0 || (places.has(chat.leafId!) && !messages.some(({ parentId }) => parentId === chat.leafId))) &&
    chat.activeAt <= now && [...chat.title!].length <= 200
}

const files: [name: string, read: (file: any) => DraftChat, file: object][] = [
  ...conversations.map((file: object, at: number) => [`ChatGPT’s conversation ${at}`, readChatGpt, file]),
  ['a chat of ours', readOwn, own],
]
for (const [name, read, file] of files) {
  t.test(`${name} is a tree however it was damaged`, async t => {
    const places = placesOf(file)
    const keys = [...new Set(places.flat())]
    const by = fc.oneof(fc.jsonValue(), fc.constantFrom(...keys), fc.constantFrom(null, -1, 1e300, '\ud800', '', 'user', 'tool'))
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...places), by), { minLength: 1, maxLength: 6 }), damages => {
      try {
        return check(read(damages.reduce(damage, file)))
      } catch (thrown) {
        return thrown instanceof GatewayError
      }
    }), { numRuns: 1500 })
    t.ok(check(read(file)))
  })
}
