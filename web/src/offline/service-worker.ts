import { navigate } from 'wouter/use-browser-location'
import { hasDraft } from '../chat/drafts.ts'
import { isRunning, runs } from '../chat/runs.ts'
import { t } from '../app/messages.ts'
import { onWipe, session } from '../session/session.ts'
import { showToast } from '../ui/toast.tsx'

/** How often a page that stays open asks whether there is a new version. Milliseconds. */
const checkMs = 60 * 60_000

const isBusy = (): boolean => [...runs.get().values()].some(isRunning) || hasDraft()

let isOffered = false
let isWanted = false

/** Offers the new version when nothing is being written, by a model or by a person. Nobody is forced. */
const offer = (waiting: ServiceWorker): void => {
  if (isOffered) return
  if (isBusy()) return void setTimeout(offer, 5_000, waiting)
  isOffered = true
  showToast(t('app.update'), { action: { label: t('app.update.reload'), onSelect () {
    isWanted = true
    waiting.postMessage('activate')
  } } })
}

/** Somebody took it, perhaps on another page: this one follows when nothing is lost by it. */
const follow = (): void => {
  if (isBusy() && !isWanted) return void setTimeout(follow, 5_000)
  location.reload()
}

/** Pages over plain HTTP from elsewhere have no service worker. */
const hasWorker = (): boolean => 'serviceWorker' in navigator && import.meta.env.PROD

const tell = async (word: 'keep' | 'wipe'): Promise<void> => {
  const { active, waiting, installing } = await navigator.serviceWorker.getRegistration() ?? {}
  for (const worker of [active, waiting, installing]) worker?.postMessage(word)
}

/** Takes the page's own files away, too, when somebody signs out, and has them kept again for whoever signs in. */
export const wipeCaches = (): void => {
  if (!hasWorker()) return
  onWipe(async () => {
    await tell('wipe')
    for (const name of await caches.keys()) await caches.delete(name)
  })
  let { state } = session.get()
  session.subscribe(() => {
    const before = state
    state = session.get().state
    if (state === 'signed-in' && before !== state) {
      tell('keep').catch(() => {})
      renewPush()
    }
  })
}

/** A browser that is told of answers is told by the session that it has now. */
const renewPush = (): void => {
  if ('Notification' in window && Notification.permission === 'granted') import('../push/device.ts').then(({ renew }) => renew()).catch(() => {})
}

/** Makes the page installable, and readable without a network. */
export const registerServiceWorker = async (): Promise<void> => {
  if (!hasWorker()) return
  const { serviceWorker } = navigator
  const hadOne = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => { if (hadOne && isOffered) follow() })
  serviceWorker.addEventListener('message', ({ data, ports }) => {
    if (data === 'where') ports[0]?.postMessage(location.pathname)
    // somebody has pressed a notification
    if (typeof data?.open === 'string') navigate(data.open)
  })
  // without a network there is nothing to register
  if (!navigator.onLine) await new Promise(resolve => { addEventListener('online', resolve, { once: true }) })
  const registration = await serviceWorker.register('/sw.js')
  const watch = (worker: ServiceWorker | null): void => {
    worker?.addEventListener('statechange', () => { if (worker.state === 'installed' && serviceWorker.controller !== null) offer(worker) })
  }
  if (registration.waiting !== null && serviceWorker.controller !== null) offer(registration.waiting)
  watch(registration.installing)
  registration.addEventListener('updatefound', () => watch(registration.installing))
  setInterval(() => { registration.update().catch(() => {}) }, checkMs)
}
