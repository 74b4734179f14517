import type { Chat, ChatMessage } from '@parlance/client'

/** A page of the shown branch, newest first, as the server gives it; the first one knows the chat. */
export type BranchPage = { chat?: Chat; data: ChatMessage[]; nextCursor: string | null }
export type Branch = { pages: BranchPage[]; pageParams: unknown[] }

/** The branch from its beginning, as far as it was read. */
export const messagesOf = ({ pages }: Pick<Branch, 'pages'>): ChatMessage[] => pages.flatMap(({ data }) => data).reverse()

/**
 * The branch with these messages at its end, oldest first: what follows their parent, and is another version, goes out of
 * sight. Undefined when their parent was not read, so that the server has to be asked.
 */
export const branchWith = (branch: Branch, added: readonly ChatMessage[]): Branch | undefined => {
  const [first] = added
  if (first === undefined) return branch
  const ids = new Set(added.map(({ id }) => id))
  let isFound = first.parentId === null
  const pages: BranchPage[] = []
  for (const page of branch.pages) {
    const at = isFound ? -1 : page.data.findIndex(({ id }) => id === first.parentId)
    if (first.parentId === null) pages.push({ ...page, data: [], nextCursor: null })
    else if (isFound) pages.push(page)
    else pages.push({ ...page, data: at === -1 ? [] : page.data.slice(at) })
    isFound ||= at !== -1
  }
  const [newest, ...older] = pages
  if (!isFound || newest === undefined) return undefined
  const data = [...[...added].reverse(), ...newest.data.filter(({ id }) => !ids.has(id))]
  const chat = newest.chat === undefined ? {} : { chat: { ...newest.chat, leafId: added.at(-1)!.id } }
  return { ...branch, pages: [{ ...newest, ...chat, data }, ...older] }
}

/** The branch with the chat changed. */
export const branchOf = (branch: Branch, chat: Chat): Branch => ({ ...branch, pages: branch.pages.map((page, index) => index === 0 ? { ...page, chat } : page) })

/** The branch with one of its messages changed. */
export const branchWithChanged = (branch: Branch, message: ChatMessage): Branch =>
  ({ ...branch, pages: branch.pages.map(page => ({ ...page, data: page.data.map(one => one.id === message.id ? message : one) })) })

/** A question and what was said to it. */
export type Turn = { id: string; messages: ChatMessage[] }

export const turnsOf = (messages: readonly ChatMessage[]): Turn[] => {
  const turns: Turn[] = []
  for (const message of messages) {
    const last = turns.at(-1)
    if (message.role === 'user' || last === undefined) turns.push({ id: message.id, messages: [message] })
    else last.messages.push(message)
  }
  return turns
}

/**
 * Groups turns that come and go together. A group keeps its beginning whatever is added before or after it, so that nothing
 * that is drawn already is drawn anew.
 */
export const createChunker = (size: number) => {
  const starts = new Set<string>()
  return (turns: readonly Turn[]): Turn[][] => {
    const known = turns.findIndex(({ id }) => starts.has(id))
    for (let at = known - size; at > 0; at -= size) starts.add(turns[at]!.id)
    const chunks: Turn[][] = []
    for (const turn of turns) {
      const last = chunks.at(-1)
      if (last === undefined || starts.has(turn.id) || last.length >= size) chunks.push([turn])
      else last.push(turn)
    }
    for (const [first] of chunks) starts.add(first!.id)
    return chunks
  }
}
