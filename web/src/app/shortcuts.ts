import { navigate } from 'wouter/use-browser-location'
import { lastAnswer, stop } from '../chat/ask.ts'
import { composerHandle } from '../chat/composer-handle.ts'
import { isRunning, runs } from '../chat/runs.ts'
import { copyText } from '../lib/copy-text.ts'
import { createStore } from '../lib/store.ts'
import { showToast } from '../ui/toast.tsx'
import { toggleSidebar } from './layout.ts'
import { t } from './messages.ts'
import { readPreferences } from './preferences.ts'

/** Whether the list of shortcuts is shown. */
export const helpDialog = createStore(false)

const isApple = typeof navigator === 'object' && /Mac|iPhone|iPad/.test(navigator.platform)
const mod = isApple ? '⌘' : 'Ctrl'

export type ShortcutName = 'search' | 'new' | 'sidebar' | 'focus' | 'model' | 'copy' | 'copy-code' | 'stop' | 'help'
/** As they are shown. */
export const shortcutKeys: Readonly<Record<ShortcutName, readonly string[]>> = {
  search: [mod, 'K'],
  new: [mod, 'Shift', 'O'],
  sidebar: [mod, 'Shift', 'S'],
  focus: ['Shift', 'Esc'],
  model: [mod, 'Shift', 'M'],
  copy: [mod, 'Shift', 'C'],
  'copy-code': [mod, 'Shift', ';'],
  stop: ['Esc'],
  help: [mod, '/'],
}

const chatId = (): string | undefined => /^\/chat\/([^/]+)/.exec(location.pathname)?.[1]

const copy = (text: string | null | undefined): void => {
  if (text) void copyText(text).then(isDone => { if (isDone) showToast(t('ui.copied')) })
}

const actions: Readonly<Record<ShortcutName, () => void>> = {
  search () {
    toggleSidebar(true)
    setTimeout(() => document.getElementById('chat-search')?.focus(), 30)
  },
  new () {
    navigate('/')
    setTimeout(() => composerHandle.current?.focus(), 30)
  },
  sidebar: () => toggleSidebar(),
  focus: () => composerHandle.current?.focus(),
  model: () => document.querySelector<HTMLElement>('[data-model-picker]')?.click(),
  copy: () => copy(lastAnswer(chatId() ?? '')),
  'copy-code': () => copy([...document.querySelectorAll('[data-code] code')].at(-1)?.textContent),
  stop () {
    const id = chatId()
    if (id !== undefined && isRunning(runs.get().get(id))) stop(id)
  },
  help: () => helpDialog.update(isOpen => !isOpen),
}

/** Which shortcut a key is; by its place where layouts differ. */
export const shortcutOf = ({ key, code, shiftKey, altKey, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>): ShortcutName | undefined => {
  if (altKey) return undefined
  const hasMod = isApple ? metaKey : ctrlKey
  if (!hasMod) return key !== 'Escape' ? undefined : shiftKey ? 'focus' : 'stop'
  if (key === '/' || (code === 'Slash' && !shiftKey)) return 'help'
  const letter = key.toLowerCase()
  if (!shiftKey) return letter === 'k' ? 'search' : undefined
  if (code === 'Semicolon' || letter === ';') return 'copy-code'
  return ({ o: 'new', s: 'sidebar', m: 'model', c: 'copy' } as const)[letter]
}

/** Listens to the keys. One preference turns all of them off. */
export const watchShortcuts = (): void => {
  addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing || !readPreferences().keyboardShortcuts) return
    const name = shortcutOf(event)
    // what is open has the first word
    if (name === undefined || (name !== 'help' && document.querySelector('dialog[open], :popover-open') !== null)) return
    if (name === 'stop' && chatId() === undefined) return
    event.preventDefault()
    actions[name]()
  })
}
