import { client } from '../session/session.ts'

/** What this browser can: `denied` by its owner, `install`: only from the Home Screen, `none`: not at all. */
export type Ability = 'yes' | 'denied' | 'install' | 'none'

/** iPads say that they are Macs. */
const isIos = (): boolean => /iPad|iPhone|iPod/.test(navigator.userAgent) || (navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1)

export const findAbility = (): Ability => {
  if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window && import.meta.env.PROD) return Notification.permission === 'denied' ? 'denied' : 'yes'
  return isIos() && !matchMedia('(display-mode: standalone)').matches ? 'install' : 'none'
}

/** The worker is there soon after the page. Milliseconds. */
const workerMs = 10_000

const findWorker = async (): Promise<ServiceWorkerRegistration> => {
  const late = new Promise<never>((_resolve, reject) => { setTimeout(() => reject(new Error('there is no service worker')), workerMs) })
  return Promise.race([navigator.serviceWorker.ready, late])
}

const findSubscription = async (): Promise<PushSubscription | undefined> => {
  const registration = await navigator.serviceWorker.getRegistration()
  return Notification.permission === 'granted' ? await registration?.pushManager.getSubscription() ?? undefined : undefined
}

/** Whether this browser is told. */
export const isSubscribed = async (): Promise<boolean> => await findSubscription() !== undefined

const isFor = ({ options }: PushSubscription, publicKey: string): boolean => {
  const key = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer())
  return btoa(String.fromCharCode(...key)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === publicKey
}

/** Has this browser told by this server, whose key may be another than before. */
const register = async (): Promise<void> => {
  const { publicKey } = await client.push.get()
  const { pushManager } = await findWorker()
  let subscription = await pushManager.getSubscription()
  if (subscription !== null && !isFor(subscription, publicKey)) {
    await subscription.unsubscribe()
    subscription = null
  }
  subscription ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
  const { endpoint = '', keys: { p256dh = '', auth = '' } = {} } = subscription.toJSON()
  await client.push.subscribe({ endpoint, keys: { p256dh, auth } })
}

let turn: Promise<unknown> = Promise.resolve()
/** One after the other: what is switched off may not be switched on again by what was under way. */
const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
  const done = turn.then(task)
  turn = done.catch(() => {})
  return done
}

/** Asks the person, who has just pressed something, and then the push service. False when the person did not want it. */
export const subscribe = async (): Promise<boolean> => {
  if (await Notification.requestPermission() !== 'granted') return false
  await inTurn(register)
  return true
}

export const unsubscribe = (): Promise<void> => inTurn(async () => {
  await (await findSubscription())?.unsubscribe()
  for (const { id, isCurrent } of (await client.push.get()).subscriptions) if (isCurrent) await client.push.unsubscribe(id)
})

/** A subscription belongs to a session, and this may be a new one. */
export const renew = (): Promise<void> => inTurn(async () => { if (await isSubscribed()) await register() })
