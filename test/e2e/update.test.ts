import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { findBarriers } from '../helpers/axe.ts'
import { answers, comes, composerOf, needsBrowser, noLimits, say, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: a new version of it')

/** Stands before a server, and says that there is a new version once it is told so. Sockets are not for it. */
const standBefore = async (t: Test, url: string): Promise<{ url: string; publish(): void }> => {
  let isNew = false
  const { hostname, port } = new URL(url)
  const gate = createServer((incoming, outgoing) => {
    const { method, headers, url: path } = incoming
    const forward = ask({ hostname, port, method, headers: { ...headers, ...path === '/sw.js' && { 'accept-encoding': 'identity', 'if-none-match': '', 'if-modified-since': '' } }, path }, answer => {
      const { 'content-length': length, ...rest } = answer.headers
      outgoing.writeHead(answer.statusCode!, path === '/sw.js' || length === undefined ? rest : { ...rest, 'content-length': length })
      answer.on('end', () => outgoing.end(path === '/sw.js' && isNew ? '\n// another version\n' : undefined))
      answer.pipe(outgoing, { end: false })
    })
    forward.on('error', () => outgoing.destroy())
    incoming.pipe(forward)
  })
  await new Promise<void>(resolve => { gate.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => {
    gate.closeAllConnections()
    gate.close()
  })
  return { url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`, publish: () => { isNew = true } }
}

test('a new version is offered, never while a draft or an answer is being written, and taken when somebody says so', options, async t => {
  const server = await startApp(t, noLimits)
  const { url, publish } = await standBefore(t, server.url)
  const visitor = await visit(t, url, { mayFail: /WebSocket/ })
  const { page } = visitor
  await signUp(visitor, url, 'ana')
  await say(page, '[echo] [delay 0] hello')
  await answers(page, 'complete').waitFor()
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  const toast = page.getByRole('status').filter({ hasText: 'A new version' })

  await composerOf(page).fill('half a thou')
  publish()
  await page.reload()
  await answers(page, 'complete').waitFor()
  await page.evaluate('(async () => { while (!(await navigator.serviceWorker.getRegistration())?.waiting) await new Promise(resolve => setTimeout(resolve, 50)) })()')
  // longer than it takes to look again
  await page.waitForTimeout(6_000)
  t.equal(await toast.count(), 0, 'nobody is disturbed with a draft')
  t.equal(await comes(() => composerOf(page).inputValue(), 'half a thou'), 'half a thou')

  await composerOf(page).fill('')
  await toast.waitFor()
  t.same(await findBarriers(page), [], 'the offer')
  await page.evaluate('window.isOld = true')
  await composerOf(page).fill('another thought')
  t.equal(await page.evaluate('window.isOld'), true, 'nobody is forced')
  await toast.getByRole('button', { name: 'Reload' }).click()
  await page.waitForFunction('window.isOld === undefined')
  await answers(page, 'complete').waitFor()
  t.equal(await comes(() => composerOf(page).inputValue(), 'another thought'), 'another thought', 'what was written is still there')
  t.equal(await page.evaluate('navigator.serviceWorker.getRegistration().then(({ waiting }) => waiting)'), null, 'the new one is in charge')
  t.same(visitor.complaints, [])
})
