import { useEffect, useId, useRef, useState } from 'react'
import { useChangePreferences, usePreferences } from '../app/preferences.ts'
import { formatShort, formatUsd } from '../i18n/format.ts'
import { classNames } from '../lib/class-names.ts'
import { Icon, type IconName } from '../ui/icons.tsx'
import { placeBeside } from '../ui/place-beside.ts'
import { Skeleton } from '../ui/states.tsx'
import { type Choice, groupModels } from './model-groups.ts'
import { t } from './messages.ts'
import { nameOf, noteRecent, readRecent, useDownProviders, useModels } from './models.ts'
import './model-picker.css'

type PickerProps = {
  /** Null: whatever is the default. */
  value: string | null
  onChange(model: string | null): void
  isDisabled?: boolean
}

/** The button with the model's name, and the list that it opens. */
export const ModelPicker = ({ value, onChange, isDisabled = false }: PickerProps) => {
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const { data: models } = useModels()
  const name = value === null ? t('default') : nameOf(value, models)
  const close = () => {
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    <>
      <button
        ref={button} type='button' className='model-button' data-model-picker disabled={isDisabled} aria-haspopup='dialog' aria-expanded={isOpen}
        aria-label={t('picker.current', { name })} onClick={() => setIsOpen(!isOpen)}
      >
        <span>{name}</span><Icon name='chevronDown' size={16} />
      </button>
      {isOpen && button.current !== null && (
        <ModelList
          anchor={button.current} value={value} onClose={close} onChoose={id => {
            close()
            if (id !== null) noteRecent(id)
            onChange(id)
          }}
        />
      )}
    </>
  )
}

type ListProps = { anchor: HTMLElement; value: string | null | undefined; /** Undefined: the default is not offered. */ onChoose(id: string | null): void; onClose(): void; hasDefault?: boolean }

/** Search, favourites and models by provider. The focus stays in the search; arrows go through the list. */
export const ModelList = ({ anchor, value, onChoose, onClose, hasDefault = true }: ListProps) => {
  const { data: models, isPending } = useModels()
  const down = useDownProviders(true)
  const { favoriteModels } = usePreferences()
  const { mutate: change } = useChangePreferences()
  const [search, setSearch] = useState('')
  const [recent] = useState(readRecent)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  const groups = groupModels({ models: models ?? [], favourites: favoriteModels, recent, down, search })
  const fallback: Choice = { id: '', name: t('default'), model: undefined }
  const flat = [...hasDefault && search === '' ? [fallback] : [], ...groups.flatMap(({ choices }) => choices)]
  const [at, setAt] = useState(0)
  const active = Math.min(at, flat.length - 1)

  useEffect(() => {
    const { current } = box
    if (current === null) return
    current.showPopover()
    const place = () => placeBeside(current, anchor, 'start')
    place()
    current.querySelector('input')?.focus()
    const onToggle = (event: Event) => { if ((event as ToggleEvent).newState === 'closed') onClose() }
    current.addEventListener('toggle', onToggle)
    addEventListener('resize', place)
    return () => {
      current.removeEventListener('toggle', onToggle)
      removeEventListener('resize', place)
    }
  }, [])
  useEffect(() => { box.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' }) }, [active])

  const choose = ({ id, reason }: Choice) => { if (reason === undefined) onChoose(id === '' ? null : id) }
  const star = (model: string) => change({ favoriteModels: favoriteModels.includes(model) ? favoriteModels.filter(one => one !== model) : [...favoriteModels, model] })
  const onKeyDown = (event: React.KeyboardEvent) => {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 8, PageUp: active - 8 }[event.key]
    const choice = flat[active]
    if (to !== undefined) setAt((Math.max(-1, Math.min(to, flat.length)) + flat.length) % flat.length)
    else if (event.key === 'Enter' && choice !== undefined && event.altKey && choice.id !== '') star(choice.id)
    else if (event.key === 'Enter' && choice !== undefined) choose(choice)
    else if (event.key === 'Tab') onClose()
    else return
    event.preventDefault()
  }

  let index = hasDefault && search === '' ? 0 : -1
  const option = (choice: Choice) => {
    const own = ++index
    return <Option key={choice.id} id={`${id}-${own}`} choice={choice} isActive={own === active} isChosen={choice.id === value} isStarred={favoriteModels.includes(choice.id)} onPoint={() => setAt(own)} onChoose={() => choose(choice)} onStar={() => star(choice.id)} />
  }
  return (
    <div ref={box} popover='auto' className='model-list' role='dialog' aria-label={t('picker')}>
      <div className='model-search'>
        <Icon name='search' size={18} />
        <input
          type='text' role='combobox' value={search} placeholder={t('search')} aria-label={t('search')} aria-expanded='true' aria-controls={id} aria-describedby={`${id}-hint`}
          aria-activedescendant={flat.length > 0 ? `${id}-${active}` : undefined} autoComplete='off' spellCheck={false}
          onChange={event => {
            setSearch(event.target.value)
            setAt(0)
          }} onKeyDown={onKeyDown}
        />
        <span id={`${id}-hint`} className='visually-hidden'>{t('star.hint')}</span>
      </div>
      <div id={id} role='listbox' aria-label={t('picker')} className='model-options' tabIndex={-1}>
        {hasDefault && search === '' && (
          <div id={`${id}-0`} role='option' aria-selected={value === null} className='model-option' data-active={active === 0 ? '' : undefined} onClick={() => onChoose(null)} onPointerMove={() => setAt(0)}>
            <span className='model-name'>{t('default')}<small>{t('default.hint')}</small></span>
            {value === null && <Icon name='check' size={16} />}
          </div>
        )}
        {groups.map(({ name, isProvider, choices }) => (
          <div key={name} role='group' aria-label={isProvider ? name : t(name as 'all')}>
            <div className='model-group' aria-hidden='true'>{isProvider ? name : t(name as 'all')}</div>
            {choices.map(option)}
          </div>
        ))}
      </div>
      {isPending && <div className='model-empty'><Skeleton label={t('loading')} lines={4} /></div>}
      {!isPending && flat.length === 0 && <p className='model-empty muted small' role='status'>{t('none')}</p>}
    </div>
  )
}

const capabilities: readonly ['vision' | 'tools' | 'reasoning', IconName][] = [['vision', 'eye'], ['tools', 'tool'], ['reasoning', 'brain']]

type OptionProps = { id: string; choice: Choice; isActive: boolean; isChosen: boolean; isStarred: boolean; onPoint(): void; onChoose(): void; onStar(): void }

const Option = ({ id, choice: { id: model, name, model: facts, reason }, isActive, isChosen, isStarred, onPoint, onChoose, onStar }: OptionProps) => {
  const { input, output } = facts?.pricing ?? {}
  const price = input === undefined || output === undefined ? undefined : input + output === 0 ? t('free') : t('price', { input: formatUsd(input), output: formatUsd(output) })
  return (
    <div id={id} role='option' aria-selected={isChosen} aria-disabled={reason !== undefined || undefined} className={classNames('model-option', reason !== undefined && 'unavailable')} data-active={isActive ? '' : undefined} onPointerMove={onPoint} onClick={onChoose}>
      <span className='model-name'>{name}<small>{reason === undefined ? model : t(reason)}</small></span>
      <span className='model-facts'>
        {capabilities.map(([name, icon]) => facts?.capabilities.includes(name) === true && <span key={name} role='img' aria-label={t(name)} title={t(name)}><Icon name={icon} size={15} /></span>)}
        {facts?.contextWindow != null && <span title={t('context', { tokens: formatShort(facts.contextWindow) })}>{formatShort(facts.contextWindow)}</span>}
        {price !== undefined && <span className='model-price' title={price}>{input! + output! === 0 ? t('free') : `${formatUsd(input!)}/${formatUsd(output!)}`}</span>}
      </span>
      <span
        aria-hidden='true' className={classNames('model-star', isStarred && 'on')} title={isStarred ? t('unstar') : t('star')} onClick={event => {
          event.stopPropagation()
          onStar()
        }}
      ><Icon name='star' size={16} fill={isStarred ? 'currentColor' : 'none'} />
      </span>
      {isChosen && <Icon name='check' size={16} />}
    </div>
  )
}
