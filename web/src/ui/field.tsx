import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from 'react'
import { classNames } from '../lib/class-names.ts'
import './field.css'

type Around = {
  label: ReactNode
  /** Says more, below the label. */
  hint?: ReactNode
  /** Why what stands there is not right. */
  error?: string | undefined
  /** The label is read, not shown. */
  isLabelHidden?: boolean
  className?: string
}

const Frame = ({ id, label, hint, error, isLabelHidden = false, className, children }: Around & { id: string; children: ReactNode }) => (
  <div className={classNames('ui-field', className)}>
    <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : undefined}>{label}</label>
    {children}
    {hint !== undefined && <p id={`${id}-hint`} className='ui-hint'>{hint}</p>}
    {error !== undefined && <p id={`${id}-error`} className='ui-error' role='alert'>{error}</p>}
  </div>
)

const describe = (id: string, { hint, error }: Pick<Around, 'hint' | 'error'>) => ({
  'aria-describedby': [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ') || undefined,
  'aria-invalid': error === undefined ? undefined : true,
})

type Rest<T> = Omit<T, 'className' | 'children'>

/** An input with its label, hint and error. */
export const Field = ({ label, hint, error, isLabelHidden, className, ref, ...input }: Around & Rest<InputHTMLAttributes<HTMLInputElement>> & { ref?: Ref<HTMLInputElement> }) => {
  const id = useId()
  return (
    <Frame {...{ id, label, hint, error, isLabelHidden: isLabelHidden === true, ...className !== undefined && { className } }}>
      <input ref={ref} id={id} className='ui-input' {...describe(id, { hint, error })} {...input} />
    </Frame>
  )
}

export const TextArea = ({ label, hint, error, isLabelHidden, className, ref, ...input }: Around & Rest<TextareaHTMLAttributes<HTMLTextAreaElement>> & { ref?: Ref<HTMLTextAreaElement> }) => {
  const id = useId()
  return (
    <Frame {...{ id, label, hint, error, isLabelHidden: isLabelHidden === true, ...className !== undefined && { className } }}>
      <textarea ref={ref} id={id} className='ui-input' rows={4} {...describe(id, { hint, error })} {...input} />
    </Frame>
  )
}

/** The browser's own list: it is at home on every device. */
export const Select = ({ label, hint, error, isLabelHidden, className, children, ...input }: Around & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'>) => {
  const id = useId()
  return (
    <Frame {...{ id, label, hint, error, isLabelHidden: isLabelHidden === true, ...className !== undefined && { className } }}>
      <select id={id} className='ui-input ui-select' {...describe(id, { hint, error })} {...input}>{children}</select>
    </Frame>
  )
}

/** A yes or no that holds at once. */
export const Switch = ({ label, hint, className, ...input }: Omit<Around, 'error'> & Rest<InputHTMLAttributes<HTMLInputElement>>) => {
  const id = useId()
  return (
    <div className={classNames('ui-switch', className)}>
      <input id={id} type='checkbox' role='switch' {...describe(id, { hint })} {...input} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && <p id={`${id}-hint`} className='ui-hint'>{hint}</p>}
      </div>
    </div>
  )
}
