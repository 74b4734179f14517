import { readLocal, writeLocal } from '../lib/local.ts'
import { createStore } from '../lib/store.ts'

export type Theme = 'system' | 'light' | 'dark'

const readTheme = (): Theme => {
  const stored = readLocal('theme')
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

/** What was chosen. build/first-paint.js knows it before the first paint. */
export const theme = createStore<Theme>(readTheme())

export const chooseTheme = (next: Theme): void => {
  writeLocal('theme', next === 'system' ? undefined : next)
  if (next === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = next
  theme.set(next)
}

/** What is shown: the system may change its mind. */
export const isDark = (): boolean => theme.get() === 'dark' || (theme.get() === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
