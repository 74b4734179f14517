import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { isNarrow, toggleSidebar } from '../app/layout.ts'
import { t as say } from '../app/messages.ts'
import { IconButton } from '../ui/button.tsx'
import { Icon, Mark } from '../ui/icons.tsx'
import { ChatList } from './chat-list.tsx'
import { t } from './messages.ts'
import { UserMenu } from './user-menu.tsx'
import './sidebar.css'

/** A word that is being typed is not asked for. Milliseconds. */
const pauseMs = 200

/** Everything that one has talked about, and who one is. */
export const Sidebar = () => {
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState('')
  const [tag, setTag] = useState<string>()
  const [isArchive, setIsArchive] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const timer = setTimeout(setSearch, typed === '' ? 0 : pauseMs, typed.trim())
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <nav className='sidebar' aria-label={t('chats')}>
      <div className='sidebar-head'>
        <Link href='/' className='brand'><Mark size={26} /><span>Parlance</span></Link>
        <IconButton icon='sidebar' label={say('app.sidebar.toggle')} aria-expanded onClick={() => toggleSidebar(false)} />
      </div>
      <Link href='/' className='new-chat' onClick={() => { if (isNarrow()) toggleSidebar(false) }}><Icon name='newChat' size={18} />{t('new')}</Link>
      <div className='sidebar-search'>
        <Icon name='search' size={16} />
        <input
          ref={input} id='chat-search' type='search' value={typed} placeholder={t('search')} aria-label={t('search')} autoComplete='off' onChange={event => setTyped(event.target.value)} onKeyDown={event => {
            if (event.key !== 'Escape' || typed === '') return
            event.stopPropagation()
            setTyped('')
          }}
        />
        {typed !== '' && (
          <IconButton
            className='small' icon='x' size={14} label={t('search.clear')} onClick={() => {
              setTyped('')
              input.current?.focus()
            }}
          />
        )}
      </div>
      <ChatList search={search} tag={tag} isArchive={isArchive} onTag={setTag} />
      <button type='button' className='sidebar-link' aria-pressed={isArchive} onClick={() => setIsArchive(!isArchive)}><Icon name={isArchive ? 'back' : 'archive'} size={16} />{isArchive ? t('archived.hide') : t('archived.show')}</button>
      <UserMenu />
    </nav>
  )
}
