import { type ReactNode, useEffect, useId, useRef } from 'react'
import { t } from '../app/messages.ts'
import { classNames } from '../lib/class-names.ts'
import { Button, IconButton } from './button.tsx'
import './dialog.css'

type DialogProps = {
  title: string
  onClose(): void
  children: ReactNode
  /** What can be done, at the end. */
  actions?: ReactNode
  size?: 'small' | 'medium' | 'large'
  /** False for what must be answered. */
  canDismiss?: boolean
}

/** Open while it is drawn. The browser keeps the focus inside and gives it back. */
export const Dialog = ({ title, onClose, children, actions, size = 'medium', canDismiss = true }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const { current } = dialog
    const opener = document.activeElement
    if (current?.open === false) {
      current.showModal()
      // `autoFocus` comes before the dialog is shown, when nothing in it can have the focus
      current.querySelector<HTMLElement>('[data-first]')?.focus()
    }
    return () => {
      current?.close()
      // the opener may be in a menu that has closed meanwhile
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])
  return (
    <dialog
      ref={dialog} className={classNames('ui-dialog', size)} aria-labelledby={id}
      onCancel={event => {
        event.preventDefault()
        if (canDismiss) onClose()
      }}
      onClick={event => { if (canDismiss && event.target === dialog.current) onClose() }}
    >
      <div className='ui-dialog-body'>
        <header>
          <h2 id={id}>{title}</h2>
          {canDismiss && <IconButton icon='x' label={t('ui.close')} onClick={onClose} />}
        </header>
        <div className='ui-dialog-content'>{children}</div>
        {actions !== undefined && <footer>{actions}</footer>}
      </div>
    </dialog>
  )
}

type ConfirmProps = { title: string; text: string; action: string; isBusy?: boolean; onConfirm(): void; onClose(): void }

/** Asks once before something that cannot be undone. */
export const Confirm = ({ title, text, action, isBusy = false, onConfirm, onClose }: ConfirmProps) => (
  <Dialog
    title={title} size='small' onClose={onClose}
    actions={<><Button onClick={onClose} autoFocus>{t('ui.cancel')}</Button><Button kind='danger' isBusy={isBusy} onClick={onConfirm}>{action}</Button></>}
  >
    <p>{text}</p>
  </Dialog>
)
