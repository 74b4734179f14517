import { type ReactNode, useId, useState } from 'react'
import { t as ui } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { ErrorNote } from '../../ui/states.tsx'
import { t } from './messages.ts'

type Props = {
  title: string
  children: ReactNode
  /** What has to be typed. */
  word: string
  action: string
  isBusy: boolean
  error: unknown
  onConfirm(): void
  onClose(): void
  /** More to be filled in before. */
  fields?: ReactNode
}

/** Before something that nobody can take back: its name has to be typed. Stays open, as it is, when it fails. */
export const TypeToConfirm = ({ title, children, word, action, isBusy, error, onConfirm, onClose, fields }: Props) => {
  const [typed, setTyped] = useState('')
  const form = useId()
  const isRight = typed.trim() === word
  return (
    <Dialog
      title={title} size='small' onClose={onClose} canDismiss={!isBusy}
      actions={<><Button onClick={onClose} disabled={isBusy}>{ui('ui.cancel')}</Button><Button kind='danger' type='submit' form={form} isBusy={isBusy} disabled={!isRight}>{action}</Button></>}
    >
      <form
        id={form} className='stack' onSubmit={event => {
          event.preventDefault()
          if (isRight) onConfirm()
        }}
      >
        {children}
        {fields}
        <Field label={t('confirm.type', { word })} value={typed} onChange={event => setTyped(event.target.value)} autoComplete='off' autoCapitalize='off' spellCheck={false} {...fields === undefined && { 'data-first': '' }} />
        {error !== undefined && <ErrorNote error={error} />}
      </form>
    </Dialog>
  )
}
