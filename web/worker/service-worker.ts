// Keeps the page usable without a network: hashed assets from the cache, the page itself from the network first. What is
// the API's, a stream's or a socket's is never touched.
declare const __VERSION__: string
declare const __SHELL__: string[]

const worker = self as unknown as ServiceWorkerGlobalScope // this file runs nowhere else
const assets = 'parlance-assets'
const pages = 'parlance-pages'
/** Another version is another file: so browsers notice it. */
void __VERSION__
/** Somebody has signed out: nothing is kept until the page is opened anew. */
let isWiped = false

worker.addEventListener('install', event => {
  event.waitUntil((async () => {
    const cache = await caches.open(assets)
    await cache.addAll(__SHELL__)
    await (await caches.open(pages)).add(new Request('/', { cache: 'reload', headers: { accept: 'text/html' } }))
  })())
})

worker.addEventListener('activate', event => {
  event.waitUntil((async () => {
    // what the version before had loaded is of no use to this one
    const cache = await caches.open(assets)
    for (const request of await cache.keys()) if (!__SHELL__.includes(new URL(request.url).pathname)) await cache.delete(request)
    await worker.clients.claim()
  })())
})

worker.addEventListener('message', event => {
  // the page decides when: never during an answer or with a draft
  if (event.data === 'activate') void worker.skipWaiting()
  if (event.data === 'wipe') event.waitUntil(wipe())
})

worker.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (url.pathname.startsWith('/assets/')) return event.respondWith(fromCache(request))
  if (request.mode === 'navigate' && isPage(url.pathname)) event.respondWith(fromNetwork(request))
})

async function wipe (): Promise<void> {
  isWiped = true
  const deleteAll = async () => { for (const name of await caches.keys()) await caches.delete(name) }
  await deleteAll()
  // what was on its way into a cache has arrived by then
  await new Promise(resolve => { setTimeout(resolve, 500) })
  await deleteAll()
}

const isPage = (path: string): boolean => !/^\/(api|v1|docs|socket\.io|frames)(\/|$)/.test(path) && !/\.\w+$/.test(path)

/** Its name holds its content's hash, so what is there is right. */
async function fromCache (request: Request): Promise<Response> {
  const known = await caches.match(request)
  if (known !== undefined) return known
  const response = await fetch(request)
  if (response.ok && !isWiped) {
    const copy = response.clone()
    void caches.open(assets).then(cache => cache.put(request, copy)).catch(() => {})
  }
  return response
}

async function fromNetwork (request: Request): Promise<Response> {
  isWiped = false
  try {
    const response = await fetch(request)
    const type = response.headers.get('content-type') ?? ''
    if (response.ok && type.startsWith('text/html')) {
      const copy = response.clone()
      void caches.open(pages).then(cache => cache.put('/', copy)).catch(() => {})
    }
    return response
  } catch (error) {
    const known = await caches.match('/')
    if (known === undefined) throw error
    return known
  }
}
