import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { modelsQuery } from '../../account/parts/models.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { isWeight, move, type TargetDraft } from './alias-draft.ts'
import { t } from './messages.ts'

type Props = { targets: readonly TargetDraft[]; isWeighted: boolean; wasSent: boolean; errors: Readonly<Record<string, string>>; onChange(targets: readonly TargetDraft[]): void }

/** The models behind an alias, in an order that buttons, keys and dragging change. */
export const Targets = ({ targets, isWeighted, wasSent, errors, onChange }: Props) => {
  const list = useId()
  const rows = useRef<HTMLOListElement>(null)
  const [said, setSaid] = useState('')
  const [dragged, setDragged] = useState<number>()
  const { data = [] } = useQuery(modelsQuery)
  const models = data.filter(({ owned_by: owner }) => owner !== 'alias')
  const change = (id: number, change: Partial<TargetDraft>) => onChange(targets.map(target => target.id === id ? { ...target, ...change } : target))
  const nameOf = ({ model }: TargetDraft, index: number): string => model === '' ? t('target', { number: index + 1 }) : model

  const shift = (from: number, to: number) => {
    const moved = move(targets, from, to)
    if (moved === targets) return
    onChange(moved)
    setSaid(t('target.moved', { model: nameOf(targets[from]!, from), number: to + 1, count: targets.length })) // it was moved
  }
  const remove = (index: number) => {
    setSaid(t('target.removed', { model: nameOf(targets[index]!, index) })) // its button was pressed
    onChange(targets.toSpliced(index, 1))
    requestAnimationFrame(() => rows.current?.querySelectorAll<HTMLInputElement>('input[list]')[Math.max(0, index - 1)]?.focus())
  }
  const add = () => {
    onChange([...targets, { id: Math.max(...targets.map(({ id }) => id)) + 1, model: '', weight: '1' }])
    requestAnimationFrame(() => rows.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus())
  }
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    shift(index, index + (event.key === 'ArrowUp' ? -1 : 1))
  }
  return (
    <fieldset className='acc-fieldset'>
      <legend>{t('targets')}</legend>
      <ol role='list' className='adm-targets' ref={rows}>
        {targets.map((target, index) => {
          const { id, model, weight } = target
          const name = nameOf(target, index)
          const number = index + 1
          return (
            // the keys are of the inputs inside, which they reach from
            <li
              key={id} className={`adm-target ${isWeighted ? 'has-weight' : ''}`} onKeyDown={event => onKeyDown(event, index)}
              onDragOver={event => { if (dragged !== undefined) event.preventDefault() }}
              onDrop={() => { if (dragged !== undefined) shift(dragged, index) }}
            >
              <span className='adm-target-number' draggable={targets.length > 1} aria-hidden='true' onDragStart={() => setDragged(index)} onDragEnd={() => setDragged(undefined)}>{number}</span>
              <Field
                label={t('target', { number })} isLabelHidden={!isWeighted} list={list} placeholder='provider/model' value={model} required autoComplete='off' autoCapitalize='off' spellCheck={false}
                error={wasSent && model.trim() === '' ? t('target.missing') : errors[`targets.${index}.model`]}
                onChange={event => change(id, { model: event.target.value })}
              />
              {isWeighted && (
                <Field
                  className='adm-weight' label={t('target.weight', { number })} inputMode='decimal' value={weight} required
                  error={isWeight(weight) ? errors[`targets.${index}.weight`] : t('target.weight.wrong')}
                  onChange={event => change(id, { weight: event.target.value })}
                />
              )}
              <span className='adm-target-buttons'>
                <IconButton className='small' icon='arrowUp' size={18} label={t('target.up', { model: name })} disabled={index === 0} onClick={() => shift(index, index - 1)} />
                <IconButton className='small' icon='arrowDown' size={18} label={t('target.down', { model: name })} disabled={index === targets.length - 1} onClick={() => shift(index, index + 1)} />
                <IconButton className='small' icon='trash' size={18} label={t('target.remove', { model: name })} disabled={targets.length === 1} onClick={() => remove(index)} />
              </span>
            </li>
          )
        })}
      </ol>
      <div className='row between'>
        <Button icon='plus' disabled={targets.length >= 20} onClick={add}>{t('target.add')}</Button>
        {targets.length > 1 && <span className='muted small'>{t('target.keys')}</span>}
      </div>
      <datalist id={list}>{models.map(({ id }) => <option key={id} value={id} />)}</datalist>
      <span role='status' className='visually-hidden'>{said}</span>
    </fieldset>
  )
}
