import { hasDraft } from '../chat/drafts.ts'
import { isRunning, runs } from '../chat/runs.ts'
import { t } from '../app/messages.ts'
import { onWipe } from '../session/session.ts'
import { showToast } from '../ui/toast.tsx'

/** How often a page that stays open asks whether there is a new version. Milliseconds. */
const checkMs = 60 * 60_000

const isBusy = (): boolean => [...runs.get().values()].some(isRunning) || hasDraft()

let isOffered = false

/** Offers the new version when nothing is being written, by a model or by a person. Nobody is forced. */
const offer = (waiting: ServiceWorker): void => {
  if (isOffered) return
  if (isBusy()) return void setTimeout(offer, 5_000, waiting)
  isOffered = true
  showToast(t('app.update'), { action: { label: t('app.update.reload'), onSelect: () => waiting.postMessage('activate') } })
}

/** Makes the page installable, and readable without a network. Pages over plain HTTP from elsewhere have no service worker. */
export const registerServiceWorker = async (): Promise<void> => {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const { serviceWorker } = navigator
  onWipe(() => serviceWorker.controller?.postMessage('wipe'))
  const hadOne = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => { if (hadOne && isOffered) location.reload() })
  const registration = await serviceWorker.register('/sw.js')
  const watch = (worker: ServiceWorker | null): void => {
    worker?.addEventListener('statechange', () => { if (worker.state === 'installed' && serviceWorker.controller !== null) offer(worker) })
  }
  if (registration.waiting !== null && serviceWorker.controller !== null) offer(registration.waiting)
  watch(registration.installing)
  registration.addEventListener('updatefound', () => watch(registration.installing))
  setInterval(() => { registration.update().catch(() => {}) }, checkMs)
}
