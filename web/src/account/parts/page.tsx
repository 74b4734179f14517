import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { Icon } from '../../ui/icons.tsx'

type PageProps = {
  title: string
  lead?: ReactNode
  /** What can be done with all of it. */
  actions?: ReactNode
  /** The page above. */
  back?: { href: string; label: string }
  children: ReactNode
}

let isFirst = true

/** A page of an area: says its name to the window and, when one came here from another, to who cannot see it. */
export const Page = ({ title, lead, actions, back, children }: PageProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => { document.title = `${title} · Parlance` }, [title])
  useEffect(() => {
    if (!isFirst || document.activeElement !== document.body) heading.current?.focus({ preventScroll: true })
    isFirst = false
  }, [])
  return (
    <div className='page acc-page'>
      <header>
        {back !== undefined && <Link href={back.href} className='acc-back'><Icon name='back' size={16} />{back.label}</Link>}
        <div className='row between'>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {actions !== undefined && <div className='row'>{actions}</div>}
        </div>
        {lead !== undefined && <p className='lead'>{lead}</p>}
      </header>
      {children}
    </div>
  )
}

/** A part of a page with a heading of its own. */
export const Section = ({ title, lead, actions, children }: { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode }) => (
  <section className='acc-section'>
    <div className='acc-section-head'>
      <div className='row between'>
        <h2>{title}</h2>
        {actions !== undefined && <div className='row'>{actions}</div>}
      </div>
      {lead !== undefined && <p className='muted small'>{lead}</p>}
    </div>
    {children}
  </section>
)
