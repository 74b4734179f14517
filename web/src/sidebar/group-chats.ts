import type { Chat } from '@parlance/client'

export type ChatGroup = { key: 'pinned' | 'today' | 'yesterday' | 'week' | `${number}-${number}` | `folder ${string}`; chats: Chat[] }

const day = 24 * 60 * 60_000

/** Chats as the sidebar shows them: pinned ones, folders by name, then the others by when something was last said. Days are those of who looks. */
export const groupChats = (chats: readonly Chat[], now: number): ChatGroup[] => {
  const today = new Date(now).setHours(0, 0, 0, 0)
  const keyOf = ({ pinned, folder, activeAt }: Chat): ChatGroup['key'] => {
    if (pinned) return 'pinned'
    // one that was read before there were folders has none
    if (typeof folder === 'string') return `folder ${folder}`
    const at = Date.parse(activeAt)
    if (at >= today) return 'today'
    // a day has 23 hours once a year
    if (at >= new Date(today - day / 2).setHours(0, 0, 0, 0)) return 'yesterday'
    if (at >= new Date(today - 6.5 * day).setHours(0, 0, 0, 0)) return 'week'
    const date = new Date(at)
    return `${date.getFullYear()}-${date.getMonth() + 1}`
  }
  const groups: ChatGroup[] = []
  for (const chat of chats) {
    const key = keyOf(chat)
    const group = groups.find(group => group.key === key)
    if (group === undefined) groups.push({ key, chats: [chat] })
    else group.chats.push(chat)
  }
  const inFolders = groups.filter(({ key }) => key.startsWith('folder ')).sort((one, other) => one.key.localeCompare(other.key))
  return [...groups.filter(({ key }) => key === 'pinned'), ...inFolders, ...groups.filter(group => group.key !== 'pinned' && !inFolders.includes(group))]
}
