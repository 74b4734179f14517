import type { Chat } from '@parlance/client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { Link, useRoute } from 'wouter'
import { chatsKey, pinnedKey } from '../chat/chat-data.ts'
import { isRunning, runs } from '../chat/runs.ts'
import { formatMonth } from '../i18n/format.ts'
import { classNames } from '../lib/class-names.ts'
import { useStore } from '../lib/use-store.ts'
import { client } from '../session/session.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icons.tsx'
import { ErrorNote, Skeleton } from '../ui/states.tsx'
import { ChatMenu } from './chat-menu.tsx'
import { type ChatGroup, groupChats } from './group-chats.ts'
import { t } from './messages.ts'
import { isUnread, seen } from './seen.ts'

type ListProps = { search: string; tag: string | undefined; isArchive: boolean; onTag(tag: string | undefined): void }

/** Chats by day, or those that have the words. */
export const ChatList = ({ search, tag, isArchive, onTag }: ListProps) => {
  const { data, error, isPending, isFetching, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [...chatsKey, { search, tag, isArchive }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => client.chats.list({ archived: isArchive, ...search !== '' && { q: search }, ...tag !== undefined && { tag }, ...pageParam !== undefined && { cursor: pageParam } }, { signal }),
    getNextPageParam: page => page.nextCursor ?? undefined,
    placeholderData: before => before,
  })
  const chats = useMemo(() => data?.pages.flatMap(page => page.data).filter(({ archived }) => archived === isArchive) ?? [], [data, isArchive])
  const [tags, setTags] = useState<readonly string[]>([])
  useEffect(() => { if (tag === undefined && search === '') setTags([...new Set(chats.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b))) }, [chats, tag, search])
  // pinned ones stand at the top, however long ago anything was said in them
  const { data: pinned } = useQuery({ queryKey: [...pinnedKey, { isArchive }], queryFn: async ({ signal }) => (await client.chats.list({ pinned: true, archived: isArchive, limit: 100 }, { signal })).data, enabled: search === '' })
  const all = useMemo(() => {
    const known = new Set(chats.map(({ id }) => id))
    return [...chats, ...pinned?.filter(({ id, tags }) => !known.has(id) && (tag === undefined || tags.includes(tag))) ?? []]
  }, [chats, pinned, tag])
  const groups = search === '' ? groupChats(all, Date.now()) : [{ key: undefined, chats }]
  return (
    <div className='chat-list' tabIndex={-1}>
      {tags.length > 0 && (
        <div className='tag-filter' role='group' aria-label={t('tags')}>
          {[undefined, ...tags].map(one => <button key={one ?? ''} type='button' aria-pressed={one === tag} onClick={() => onTag(one)}>{one ?? t('tag.all')}</button>)}
        </div>
      )}
      {isPending && <div className='chat-list-note'><Skeleton lines={8} /></div>}
      {error !== null && chats.length === 0 && <div className='chat-list-note'><ErrorNote error={error} isBusy={isFetching} onRetry={() => void refetch()} /></div>}
      {!isPending && error === null && chats.length === 0 && <p className='chat-list-note muted small' role='status'>{search !== '' ? t('none.found') : isArchive ? t('none.archived') : t('none')}</p>}
      {groups.map(({ key, chats }) => chats.length > 0 && (
        <section key={key ?? ''} aria-label={key === undefined ? t('search') : nameOf(key)}>
          {key !== undefined && <h2>{key.startsWith('folder ') && <Icon name='folder' size={13} />}<span dir='auto'>{nameOf(key)}</span></h2>}
          <ul role='list'>{chats.map(chat => <Row key={chat.id} chat={chat} />)}</ul>
        </section>
      ))}
      {hasNextPage && <More isBusy={isFetchingNextPage} onMore={fetchNextPage} />}
    </div>
  )
}

const nameOf = (key: ChatGroup['key']): string => {
  if (key === 'pinned' || key === 'today' || key === 'yesterday' || key === 'week') return t(key)
  if (key.startsWith('folder ')) return key.slice('folder '.length)
  const [year, month] = key.split('-').map(Number)
  return formatMonth(new Date(year!, month! - 1, 15).getTime())
}

const Row = memo(({ chat }: { chat: Chat }) => {
  const [isCurrent] = useRoute(`/chat/${chat.id}`)
  const isBusy = useStore(runs, all => isRunning(all.get(chat.id)))
  const isNew = useStore(seen, times => isUnread(times, chat)) && !isCurrent
  const title = chat.title ?? t('untitled')
  return (
    <li className={classNames('chat-row', isCurrent && 'current', isNew && 'unread')}>
      <Link href={`/chat/${chat.id}`} aria-current={isCurrent ? 'page' : undefined}>
        <span className='chat-title' dir='auto'>{title}</span>
        {chat.match !== undefined && <span className='chat-match' dir='auto'>{chat.match.text}</span>}
        {isBusy && <span className='ui-spinner' role='img' aria-label={t('generating')} />}
        {isNew && !isBusy && <span className='unread-dot' role='img' aria-label={t('unread')} />}
        {chat.pinned && <Icon name='pin' size={13} className='pin-mark' />}
      </Link>
      <ChatMenu chat={chat}>{trigger => <IconButton className='small' icon='dots' size={16} label={t('menu', { title })} {...trigger} />}</ChatMenu>
    </li>
  )
})

/** Reads on when it comes into sight; the button is for those who do not scroll. */
const More = ({ isBusy, onMore }: { isBusy: boolean; onMore(): void }) => {
  const mark = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isBusy || mark.current === null) return
    const watch = new IntersectionObserver(entries => { if (entries.some(({ isIntersecting }) => isIntersecting)) onMore() }, { rootMargin: '200px' })
    watch.observe(mark.current)
    return () => watch.disconnect()
  }, [isBusy, onMore])
  return <div ref={mark} className='chat-list-note'><Button kind='quiet' isBusy={isBusy} onClick={() => onMore()}>{t('more')}</Button></div>
}
