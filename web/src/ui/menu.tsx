import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { classNames } from '../lib/class-names.ts'
import { Icon, type IconName } from './icons.tsx'
import { placeBeside } from './place-beside.ts'
import './menu.css'

export type MenuItem = { label: string; icon?: IconName; onSelect(): void; isDanger?: boolean; isDisabled?: boolean; /** Of one that is on or off. */ isChecked?: boolean } | 'separator'

type TriggerProps = { id: string; 'aria-haspopup': 'menu'; 'aria-expanded': boolean; 'aria-controls': string; onClick(): void }

/** A list of things to do, on the browser's own popover. `children` draws the button that opens it. */
export const Menu = ({ items, children, align = 'end' }: { items: readonly MenuItem[]; children: (trigger: TriggerProps) => ReactNode; align?: 'start' | 'end' }) => {
  const [isOpen, setIsOpen] = useState(false)
  const menu = useRef<HTMLDivElement>(null)
  const id = useId()
  const trigger = () => document.getElementById(`${id}-trigger`)

  useEffect(() => {
    const { current } = menu
    if (!isOpen || current === null) return
    current.showPopover()
    placeBeside(current, trigger()!, align) // it was just pressed
    current.querySelector<HTMLElement>('[role^="menuitem"]:not([aria-disabled])')?.focus()
    const close = (event: Event) => { if ((event as ToggleEvent).newState === 'closed') setIsOpen(false) }
    const move = () => placeBeside(current, trigger()!, align)
    current.addEventListener('toggle', close)
    addEventListener('resize', move)
    return () => {
      current.removeEventListener('toggle', close)
      removeEventListener('resize', move)
    }
  }, [isOpen])

  const close = () => {
    menu.current?.hidePopover()
    setIsOpen(false)
    trigger()?.focus()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const entries = [...menu.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled])') ?? []]
    const at = entries.indexOf(document.activeElement as HTMLElement) // -1 for any other element
    const to = { ArrowDown: (at + 1) % entries.length, ArrowUp: (at - 1 + entries.length) % entries.length, Home: 0, End: entries.length - 1 }[event.key]
    if (to !== undefined) entries[to]?.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <>
      {children({ id: `${id}-trigger`, 'aria-haspopup': 'menu', 'aria-expanded': isOpen, 'aria-controls': id, onClick: () => isOpen ? close() : setIsOpen(true) })}
      {isOpen && (
        <div ref={menu} id={id} popover='auto' role='menu' className='ui-menu' aria-labelledby={`${id}-trigger`} onKeyDown={onKeyDown}>
          {items.map((item, index) => item === 'separator'

            ? <div key={index} role='separator' />
            : (
              <div
                key={item.label} role={item.isChecked === undefined ? 'menuitem' : 'menuitemcheckbox'} tabIndex={-1} aria-checked={item.isChecked} aria-disabled={item.isDisabled || undefined}
                className={classNames('ui-menu-item', item.isDanger && 'danger')}
                onClick={() => {
                  if (item.isDisabled) return
                  close()
                  item.onSelect()
                }}
                onKeyDown={event => {
                  if (event.key !== 'Enter' && event.key !== ' ') return
                  event.preventDefault()
                  event.currentTarget.click()
                }}
                onPointerEnter={event => event.currentTarget.focus({ preventScroll: true })}
              >
                {item.icon !== undefined && <Icon name={item.icon} size={18} />}
                <span>{item.label}</span>
                {item.isChecked === true && <Icon name='check' size={16} className='ui-menu-check' />}
              </div>
              ))}
        </div>
      )}
    </>
  )
}
