// Keeps the page usable without a network: hashed assets from the cache, the page itself from the network first. What is
// the API's, a stream's or a socket's is never touched.
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
  if (event.data === 'wipe') event.waitUntil(wipe())
})

worker.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (url.pathname.startsWith('/assets/')) return event.respondWith(fromCache(request))
  if (request.mode === 'navigate' && isPage(url.pathname)) event.respondWith(fromNetwork(request))
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
