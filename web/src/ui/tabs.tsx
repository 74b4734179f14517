import { type ReactNode, useId, useState } from 'react'
import './tabs.css'

export type Tab = { id: string; label: string; content: ReactNode }

/** Panels of which one is shown. Arrow keys go from one to the next. */
export const Tabs = ({ label, tabs, selected, onSelect }: { label: string; tabs: readonly Tab[]; selected?: string; onSelect?: (id: string) => void }) => {
  const base = useId()
  const [own, setOwn] = useState(tabs[0]?.id)
  const current = tabs.find(({ id }) => id === (selected ?? own)) ?? tabs[0]
  const select = (id: string) => {
    setOwn(id)
    onSelect?.(id)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === current?.id)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length]
    if (next === undefined) return
    event.preventDefault()
    select(next.id)
    document.getElementById(`${base}-${next.id}`)?.focus()
  }
  return (
    <div className='ui-tabs'>
      <div role='tablist' aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ id, label }) => (
          <button key={id} type='button' role='tab' id={`${base}-${id}`} aria-selected={id === current?.id} aria-controls={`${base}-panel`} tabIndex={id === current?.id ? 0 : -1} onClick={() => select(id)}>{label}</button>
        ))}
      </div>
      <div role='tabpanel' id={`${base}-panel`} aria-labelledby={`${base}-${current?.id}`} tabIndex={0}>{current?.content}</div>
    </div>
  )
}
