import { type ReactNode, useEffect } from 'react'
import { useLocation } from 'wouter'
import { classNames } from '../lib/class-names.ts'
import { useStore } from '../lib/use-store.ts'
import { Sidebar } from '../sidebar/sidebar.tsx'
import { ConnectionBar } from './connection-bar.tsx'
import { isNarrow, sidebar, toggleSidebar } from './layout.ts'
import { t } from './messages.ts'
import './shell.css'

/** Sidebar and page. On a small screen the sidebar lies over the page and closes when something was chosen. */
export const Shell = ({ children }: { children: ReactNode }) => {
  const { isOpen } = useStore(sidebar)
  const [path] = useLocation()
  useEffect(() => { if (isNarrow()) toggleSidebar(false) }, [path])
  return (
    <div className={classNames('shell', isOpen && 'has-sidebar')}>
      <a className='skip-link' href='#content'>{t('app.skip')}</a>
      <div className='shell-sidebar' inert={!isOpen}><Sidebar /></div>
      {isOpen && <button type='button' className='shell-scrim' aria-label={t('ui.close')} tabIndex={-1} onClick={() => toggleSidebar(false)} />}
      <div className='shell-main'>
        <ConnectionBar />
        {children}
      </div>
    </div>
  )
}
