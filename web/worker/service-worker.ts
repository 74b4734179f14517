// Keeps the page usable without a network: hashed assets from the cache, the page itself from the network first. What is
// the API's, a stream's or a socket's is never touched. And says when an answer is ready that nobody looks at.
declare const __VERSION__: string
declare const __SHELL__: string[]

const worker = self as unknown as ServiceWorkerGlobalScope // this file runs nowhere else
const assets = 'parlance-assets'
const pages = 'parlance-pages'
/** Whatever a browser accepts, it is the same file. */
const anyWay = { ignoreVary: true }
/** Another version is another file: so browsers notice it. */
void __VERSION__
/** Nothing is put into a cache that is not there: after signing out there is none until somebody signs in. */
let turn: Promise<unknown> = Promise.resolve()

worker.addEventListener('install', event => {
  event.waitUntil(fill(true))
})

worker.addEventListener('activate', event => {
  event.waitUntil((async () => {
    // what the version before had loaded is of no use to this one
    const cache = await openKept(assets)
    for (const request of await cache?.keys() ?? []) if (!__SHELL__.includes(new URL(request.url).pathname)) await cache?.delete(request)
    await worker.clients.claim()
  })())
})

worker.addEventListener('message', event => {
  // the page decides when: never during an answer or with a draft
  if (event.data === 'activate') void worker.skipWaiting()
  if (event.data === 'keep') event.waitUntil(fill(false).catch(() => {}))
  if (event.data === 'wipe') event.waitUntil(Promise.all([wipe(), silence()]))
})

worker.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (url.pathname.startsWith('/assets/')) return event.respondWith(fromCache(request))
  if (request.mode === 'navigate' && isPage(url.pathname)) event.respondWith(fromNetwork(request))
})

worker.addEventListener('push', event => {
  event.waitUntil(announce(event.data?.json() as Told | undefined)) // what the server encrypted for this browser
})

worker.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(show((event.notification.data as { path: string }).path)) // written by announce
})

/** One after the other, so that no cache comes back between its deletion and the look whether it is there. */
function inTurn<T> (task: () => Promise<T>): Promise<T> {
  const done = turn.then(task)
  turn = done.catch(() => {})
  return done
}

const openKept = (name: string): Promise<Cache | undefined> => inTurn(async () => await caches.has(name) ? caches.open(name) : undefined)

/** What is put into a cache that was deleted meanwhile goes with it. */
const wipe = (): Promise<void> => inTurn(async () => { for (const name of await caches.keys()) await caches.delete(name) })

/** Everything that the page needs without a network, as far as it is not there. A new version has a new page. */
async function fill (isNew: boolean): Promise<void> {
  const [shell, page] = await inTurn(() => Promise.all([caches.open(assets), caches.open(pages)]))
  const known = new Set((await shell.keys()).map(({ url }) => new URL(url).pathname))
  await shell.addAll(__SHELL__.filter(path => !known.has(path)))
  if (isNew || await page.match('/', anyWay) === undefined) await page.add(new Request('/', { cache: 'reload', headers: { accept: 'text/html' } }))
}

const isPage = (path: string): boolean => !/^\/(api|v1|docs|socket\.io|frames)(\/|$)/.test(path) && !/\.\w+$/.test(path)

/** Its name holds its content's hash, so what is there is right. */
async function fromCache (request: Request): Promise<Response> {
  const known = await caches.match(request, anyWay)
  if (known !== undefined) return known
  const response = await fetch(request)
  if (response.ok) void keep(assets, request, response.clone())
  return response
}

async function fromNetwork (request: Request): Promise<Response> {
  try {
    const response = await fetch(request)
    const type = response.headers.get('content-type') ?? ''
    if (response.ok && type.startsWith('text/html')) void keep(pages, '/', response.clone())
    return response
  } catch (error) {
    const known = await caches.match('/', anyWay)
    if (known === undefined) throw error
    return known
  }
}

async function keep (name: string, request: Request | string, response: Response): Promise<void> {
  try {
    await (await openKept(name))?.put(request, response)
  } catch {
    // full, or broken off: it is asked for again
  }
}

/** What the server tells. */
type Told = { type: 'answer'; status: 'complete' | 'failed'; chatId: string; title: string | null; language: string | null }

const words = {
  en: { untitled: 'New chat', complete: 'The answer is ready.', failed: 'The answer has failed.' },
  de: { untitled: 'Neuer Chat', complete: 'Die Antwort ist fertig.', failed: 'Die Antwort ist fehlgeschlagen.' },
}

const listWindows = (): Promise<readonly WindowClient[]> => worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
/** What a window shows. Browsers know only what it began with, so it is asked; one that does not answer shows that. Milliseconds. */
const answerMs = 1_000
const pathOf = (client: Client): Promise<string> => new Promise(resolve => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data }) => resolve(String(data))
  setTimeout(resolve, answerMs, new URL(client.url).pathname)
  client.postMessage('where', [port2])
})

/** Says it, unless somebody has the very chat in front of them. */
async function announce (told: Told | undefined): Promise<void> {
  if (told?.type !== 'answer') return
  const { status, chatId, title, language } = told
  const path = `/chat/${chatId}`
  const watched = (await listWindows()).filter(client => client.visibilityState === 'visible' && client.focused)
  const isWatched = (await Promise.all(watched.map(pathOf))).includes(path)
  // Safari takes the right away from pages that are told and say nothing
  const mustSay = /^((?!chrom|android).)*safari/i.test(navigator.userAgent)
  if (isWatched && !mustSay) return
  const spoken = (language ?? navigator.language).toLowerCase().startsWith('de') ? 'de' : 'en'
  await worker.registration.showNotification(title ?? words[spoken].untitled, { body: words[spoken][status], tag: path, lang: spoken, icon: '/icon-192.png', badge: '/icon-192.png', silent: isWatched, data: { path } })
  if (isWatched) for (const notification of await worker.registration.getNotifications({ tag: path })) notification.close()
}

/** Brings the chat to the front: in its own window, in one that shows another chat, or in a new one. */
async function show (path: string): Promise<void> {
  const windows = await listWindows()
  const paths = await Promise.all(windows.map(pathOf))
  const own = windows[paths.indexOf(path)]
  if (own !== undefined) return void await own.focus()
  // a page with a form may not be left
  const other = windows.find((_, index) => /^\/(chat\/.*)?$/.test(paths[index]!))
  if (other === undefined) return void await worker.clients.openWindow(path)
  other.postMessage({ open: path })
  await other.focus()
}

/** Whoever signs out is told nothing any more, and what they were told is taken away. */
async function silence (): Promise<void> {
  for (const notification of await worker.registration.getNotifications()) notification.close()
  await (await worker.registration.pushManager?.getSubscription())?.unsubscribe()
}
