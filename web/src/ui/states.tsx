import type { ReactNode } from 'react'
import { t } from '../app/messages.ts'
import { sayError } from '../errors/say-error.ts'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icons.tsx'
import './states.css'

/** Stands where something will be. Said once, not per line. */
export const Skeleton = ({ lines = 3, label = t('app.loading') }: { lines?: number; label?: string }) => (
  <div className='ui-skeleton' role='status'>
    <span className='visually-hidden'>{label}</span>
    {}
    {Array.from({ length: lines }, (_, index) => <span key={index} className='ui-skeleton-line' aria-hidden='true' />)}
  </div>
)

/** Says that there is nothing, and what to do about it. */
export const EmptyState = ({ icon, title, text, action, isPage = false }: { icon?: IconName; title: string; text?: ReactNode; action?: ReactNode; /** It is all that there is: its title is the page’s. */ isPage?: boolean }) => (
  <div className='ui-empty'>
    {icon !== undefined && <Icon name={icon} size={28} />}
    {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
    {text !== undefined && <p>{text}</p>}
    {action}
  </div>
)

/** Says what went wrong, and offers to try again. */
export const ErrorNote = ({ error, onRetry, isBusy = false }: { error: unknown; onRetry?: (() => void) | undefined; isBusy?: boolean }) => (
  <div className='ui-error-note' role='alert'>
    <Icon name='alert' size={18} />
    <p>{sayError(error)}</p>
    {onRetry !== undefined && <Button kind='quiet' isBusy={isBusy} onClick={onRetry}>{t('ui.retry')}</Button>}
  </div>
)

/** A word with a colour, for states. */
export const Badge = ({ kind = 'plain', children }: { kind?: 'plain' | 'good' | 'warning' | 'danger' | 'accent'; children: ReactNode }) => <span className={`ui-badge ${kind}`}>{children}</span>
