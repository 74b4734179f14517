import { createReadStream } from 'node:fs'
import { symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'tap'
import { build } from 'vite'
import { startApp } from '../helpers/app.ts'
import { hasChromium, launchChromium } from '../helpers/chromium.ts'
import { reportSkip } from '../helpers/skips.ts'
import { buildParts } from './built.ts'
import { pageOf, root } from './pages.ts'

const name = 'the React example signs in, shows an answer as it comes, stops it, and goes on after a reload'

if (!hasChromium()) reportSkip(name, 'install a Chromium and name it in CHROMIUM_PATH')
else {
  test(name, async t => {
    await buildParts('client')
    const folder = t.testdir({ 'index.html': '<!doctype html><title>Chat</title><div id="root"></div><script type="module" src="./app.tsx"></script>' })
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    const site = createServer(({ url }, response) => {
      response.setHeader('content-type', url === '/app.js' ? 'text/javascript' : 'text/html')
      createReadStream(join(folder, 'dist', url === '/app.js' ? 'app.js' : 'index.html')).pipe(response)
    }).listen(0, '127.0.0.1')
    await once(site, 'listening')
    t.teardown(() => { site.closeAllConnections(); site.close() })
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}` // a TCP server's address is never a string
    const server = await startApp(t, { FRONTEND_URL: origin })
    await server.call('POST', '/api/v1/auth/register', { key: '', body: { username: 'ana', email: 'ana@example.org', password: 'correct horse battery staple' } })

    const { code } = pageOf('docs/front-end.md').blocks.find(({ language }) => language === 'tsx')!
    await writeFile(join(folder, 'app.tsx'), code.replace('http://localhost:3000', server.url))
    await build({ root: folder, logLevel: 'warn', configFile: false, base: '/', build: { modulePreload: { polyfill: false }, rollupOptions: { output: { entryFileNames: 'app.js' } } } })

    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const page = await browser.newPage()
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    const errors: string[] = []
    page.on('pageerror', error => errors.push(String(error)))
    await page.goto(origin)
    await page.getByLabel('Name').fill('ana')
    await page.getByLabel('Password').fill('correct horse battery staple')
    await button('Sign in').click()
    const answer = page.getByLabel('Answer')

    await page.getByLabel('Question').fill('[echo] Hello from React')
    await button('Ask').click()
    await answer.getByText('Hello from React').waitFor()

    await button('Ask').waitFor()
    await page.getByLabel('Question').fill('[length 2000] [delay 20] Tell me everything.')
    await button('Ask').click()
    await button('Stop').waitFor()
    await page.reload()
    await button('Stop').waitFor()
    await page.waitForFunction('document.querySelector("output").textContent.length > 20')
    await button('Stop').click()
    await button('Ask').waitFor()
    t.match(await answer.textContent(), /\w+/)
    t.strictSame(errors, [])
    t.strictSame(await page.evaluate('[Object.keys(localStorage), document.cookie]'), [[], ''], 'nothing of the session can be read by scripts')
  })
}
