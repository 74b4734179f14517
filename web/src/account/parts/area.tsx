import { type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import { sidebar, toggleSidebar } from '../../app/layout.ts'
import { t } from '../../app/messages.ts'
import { useStore } from '../../lib/use-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon, type IconName } from '../../ui/icons.tsx'
import './parts.css'

export type AreaLink = { href: string; label: string; icon: IconName }

/** The first link is the area's own address; the others stand for everything below theirs. */
const isCurrent = (path: string, href: string, isRoot: boolean): boolean => path === href || (!isRoot && path.startsWith(href + '/'))

/** Pages that belong together, with the way from one to another: beside them, or above on a small screen. */
export const Area = ({ title, links, children }: { title: string; links: readonly AreaLink[]; children: ReactNode }) => {
  const [path] = useLocation()
  const { isOpen } = useStore(sidebar)
  const list = useRef<HTMLUListElement>(null)
  // on a small screen the list scrolls sideways, and may hide where one is
  useEffect(() => { list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }) }, [path, links.length])
  return (
    <main id='content' className='acc-area'>
      <div className='top-bar acc-bar'>
        {!isOpen && <IconButton icon='sidebar' label={t('app.sidebar.toggle')} onClick={() => toggleSidebar(true)} />}
        <p className='acc-area-title'>{title}</p>
      </div>
      <div className='acc-columns'>
        <nav aria-label={title} className='acc-nav'>
          <ul role='list' ref={list}>
            {links.map(({ href, label, icon }, index) => (
              <li key={href}><Link href={href} aria-current={isCurrent(path, href, index === 0) ? 'page' : undefined}><Icon name={icon} size={18} />{label}</Link></li>
            ))}
          </ul>
        </nav>
        {children}
      </div>
    </main>
  )
}
