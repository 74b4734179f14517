import { readLocal, writeLocal } from '../lib/local.ts'
import { createStore } from '../lib/store.ts'

/** Narrower than that, the sidebar lies over the page. */
export const isNarrow = (): boolean => matchMedia('(max-width: 48rem)').matches

/** Whether the sidebar is shown: beside the page, or over it on a small screen. */
export const sidebar = createStore<{ isOpen: boolean }>({ isOpen: true })

export const readSidebar = (): void => sidebar.set({ isOpen: !isNarrow() && readLocal('sidebar') !== 'closed' })

/** A window that becomes narrow has no room for it. */
export const watchWidth = (): void => matchMedia('(max-width: 48rem)').addEventListener('change', readSidebar)

export const toggleSidebar = (isOpen = !sidebar.get().isOpen): void => {
  if (!isNarrow()) writeLocal('sidebar', isOpen ? undefined : 'closed')
  sidebar.set({ isOpen })
}
