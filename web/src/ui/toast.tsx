import { t } from '../app/messages.ts'
import { createStore } from '../lib/store.ts'
import { useStore } from '../lib/use-store.ts'
import { Button, IconButton } from './button.tsx'
import './toast.css'

type Toast = { id: number; text: string; kind: 'plain' | 'error'; action?: { label: string; onSelect(): void } | undefined }

const toasts = createStore<readonly Toast[]>([])
let lastId = 0
const shownMs = 6_000

/** Takes one away; whoever showed it need not care. */
export const hideToast = (id: number): void => toasts.update(list => list.filter(toast => toast.id !== id))

/** Says something in passing. With an action, or as an error, it stays until it is dismissed. */
export const showToast = (text: string, { kind = 'plain', action }: { kind?: Toast['kind']; action?: Toast['action'] } = {}): number => {
  const id = ++lastId
  toasts.update(list => [...list.filter(toast => toast.text !== text), { id, text, kind, action }].slice(-4))
  if (action === undefined && kind === 'plain') setTimeout(hideToast, shownMs, id)
  return id
}

/** Where they appear. Drawn once. */
export const Toasts = () => {
  const list = useStore(toasts)
  return (
    <div className='ui-toasts' role='status' aria-live='polite'>
      {list.map(({ id, text, kind, action }) => (
        <div key={id} className={`ui-toast ${kind}`}>
          <span>{text}</span>
          {action !== undefined && (
            <Button
              kind='quiet' onClick={() => {
                hideToast(id)
                action.onSelect()
              }}
            >{action.label}
            </Button>
          )}
          <IconButton className='small' icon='x' size={16} label={t('ui.dismiss')} onClick={() => hideToast(id)} />
        </div>
      ))}
    </div>
  )
}
