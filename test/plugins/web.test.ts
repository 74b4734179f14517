import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t, { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { buildWeb } from '../helpers/build-web.ts'

const folder = join(import.meta.dirname, '../../web/dist')
t.setTimeout(300_000)
await buildWeb()
const server = await startApp(t)
const get = (path: string, headers: Record<string, string> = { accept: 'text/html,*/*' }) => fetch(server.url + path, { headers, redirect: 'manual' })

test('the page is served at its root and at every address of its own, asked for anew each time', async t => {
  for (const path of ['/', '/chat/cht_1', '/shared/token', '/account/keys']) {
    const response = await get(path)
    t.equal(response.status, 200, path)
    t.match(response.headers.get('content-type'), /^text\/html/)
    t.equal(response.headers.get('cache-control'), 'no-cache')
    t.match(await response.text(), /<div id="app">/)
  }
})

test('programs get the error that they can read, and the documentation at the root', async t => {
  t.match(await get('/', { accept: '*/*' }), { status: 302 })
  t.equal((await get('/chat/cht_1', { accept: '*/*' })).status, 404)
})

test('what is not there is not there: no page in place of an asset or an answer of the API', async t => {
  for (const path of ['/assets/none.js', '/none.png', '/api/v1/none', '/v1/none', '/assets/../../package.json', '/%2e%2e/package.json', '/.vite/manifest.json', '/._stamp']) {
    const response = await get(path)
    t.ok(response.status >= 400 && response.status < 500, `${path}: ${response.status}`)
    t.notMatch(response.headers.get('content-type'), /html/, path)
    t.notMatch(response.headers.get('cache-control'), /immutable/, path)
  }
})

test('assets are kept for ever and sent compressed', async t => {
  const files = await readdir(join(folder, 'assets'))
  const script = files.find(file => /^page-.*\.js$/.test(file))!
  const whole = await get(`/assets/${script}`, {})
  t.equal(whole.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  for (const [accept, encoding] of [['br, gzip', 'br'], ['gzip', 'gzip'], ['identity', null]] as const) {
    const response = await get(`/assets/${script}`, { 'accept-encoding': accept })
    t.equal(response.headers.get('content-encoding'), encoding, accept)
    t.match(response.headers.get('vary'), /accept-encoding/i)
  }
  t.equal((await get('/sw.js')).headers.get('cache-control'), 'no-cache')
})

test('the policy of the page allows nothing from inside its HTML, and nobody frames it', async t => {
  const { headers } = await get('/')
  const policy = headers.get('content-security-policy')!
  t.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/)
  t.notMatch(policy, /unsafe|\*/)
  t.match(policy, /frame-ancestors 'none'/)
  t.equal(headers.get('x-frame-options'), 'DENY')
})

test('frames have no origin and no network', async t => {
  for (const path of ['/frames/artifact.html', '/frames/diagram.html']) {
    const policy = (await get(path)).headers.get('content-security-policy')!
    t.match(policy, /sandbox allow-scripts$/)
    t.notMatch(policy, /allow-same-origin/)
    t.match(policy, /connect-src 'none'/)
    t.match(policy, /frame-ancestors 'self'/)
  }
})
