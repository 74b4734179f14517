import type { ButtonHTMLAttributes, Ref } from 'react'
import { classNames } from '../lib/class-names.ts'
import { Icon, type IconName } from './icons.tsx'
import './button.css'

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** `primary`: the one thing to do here. `quiet`: without a border. */
  kind?: 'primary' | 'plain' | 'quiet' | 'danger'
  icon?: IconName | undefined
  isBusy?: boolean
  ref?: Ref<HTMLButtonElement>
}

export const Button = ({ kind = 'plain', icon, isBusy = false, className, children, disabled, type = 'button', ...more }: ButtonProps) => (

  <button {...more} type={type} className={classNames('ui-button', kind, className)} disabled={disabled === true || isBusy} aria-busy={isBusy || undefined}>
    {isBusy ? <span className='ui-spinner' aria-hidden='true' /> : icon !== undefined && <Icon name={icon} size={18} />}
    {children}
  </button>
)

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'kind'> & { icon: IconName; /** What it does. */ label: string; size?: number }

export const IconButton = ({ icon, label, size = 20, className, isBusy = false, type = 'button', ...more }: IconButtonProps) => (

  <button title={label} {...more} type={type} className={classNames('ui-icon-button', className)} aria-label={label} aria-busy={isBusy || undefined}>
    {isBusy ? <span className='ui-spinner' aria-hidden='true' /> : <Icon name={icon} size={size} />}
  </button>
)
