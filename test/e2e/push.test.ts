import type { CDPSession } from 'playwright-core'
import { test, type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { findBarriers } from '../helpers/axe.ts'
import { answers, comes, needsBrowser, noLimits, say, seen, signUp, textOf, visit, type Visitor } from '../helpers/web-page.ts'
import { createBrowser } from '../push/browser.ts'
import { startPushService } from '../push/push-service.ts'

const options = needsBrowser('the page in a browser: notifications')
const environment = { ...noLimits, PUSH_PRIVATE_ADDRESSES: 'allow' }

const open = async (t: Test, { isAllowed = true, ...more }: Parameters<typeof visit>[2] & { isAllowed?: boolean } = {}) => {
  const server = await startApp(t, environment)
  const visitor = await visit(t, server.url, more)
  if (isAllowed) await visitor.context.grantPermissions(['notifications'], { origin: server.url })
  await signUp(visitor, server.url, 'ana')
  return { ...visitor, server, url: server.url }
}

const toggleOf = ({ page }: Visitor) => page.getByRole('switch', { name: /^(Notify me when an answer is ready|Benachrichtigen, wenn eine Antwort fertig ist)$/ })

type Shown = { title: string; body: string; tag: string; lang: string }
const notifications = ({ page }: Visitor): Promise<Shown[]> =>
  page.evaluate('navigator.serviceWorker.getRegistration().then(async registration => (await registration.getNotifications()).map(({ title, body, tag, lang }) => ({ title, body, tag, lang })))')

/** Gives the worker what came, as the browser does that has decrypted it. */
const createCourier = async ({ context, page }: Visitor, origin: string): Promise<(text: string) => Promise<unknown>> => {
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  const session: CDPSession = await context.newCDPSession(page)
  const ids: string[] = []
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => { for (const { registrationId } of registrations) ids.push(registrationId) })
  await session.send('ServiceWorker.enable')
  await comes(async () => ids.length > 0, true)
  return data => session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: ids[0]!, data })
}

const untilControlled = "navigator.serviceWorker.controller !== null || new Promise(resolve => navigator.serviceWorker.addEventListener('controllerchange', () => resolve(true)))"

test('what is told is shown, in the language of who is told, unless they look at that very chat', options, async t => {
  const visitor = await open(t)
  const { page, url, context } = visitor
  await say(page, '[echo] [delay 0] hello')
  await answers(page, 'complete').waitFor()
  await page.evaluate(untilControlled)
  await page.waitForURL(/\/chat\//)
  const chatId = page.url().split('/').at(-1)!
  const deliver = await createCourier(visitor, url)
  const told = { type: 'answer', status: 'complete', chatId: 'cht_other', messageId: 'msg_1', title: 'Holiday plans', language: null }
  await deliver(JSON.stringify({ ...told, chatId }))
  await deliver(JSON.stringify(told))
  const other = { title: 'Holiday plans', body: 'The answer is ready.', tag: '/chat/cht_other', lang: 'en' }
  t.strictSame(await comes(() => notifications(visitor), [other]), [other], 'not of the chat that one looks at')
  await deliver(JSON.stringify({ ...told, status: 'failed', title: null, language: 'de-AT' }))
  const failed = { title: 'Neuer Chat', body: 'Die Antwort ist fehlgeschlagen.', tag: '/chat/cht_other', lang: 'de' }
  t.strictSame(await comes(() => notifications(visitor), [failed]), [failed], 'the newest of a chat stands for those before')

  await page.getByRole('link', { name: 'New chat' }).first().click()
  await page.waitForURL(`${url}/`)
  await deliver(JSON.stringify({ ...told, chatId, title: 'Left' }))
  t.equal(await comes(async () => (await notifications(visitor)).length, 2), 2, 'of one that was left')

  // what the worker does when one is pressed, but for the focus that only a press can give
  await context.serviceWorkers()[0]!.evaluate(`show('/chat/${chatId}').catch(() => {})`)
  await page.waitForURL(`${url}/chat/${chatId}`)
  await answers(page, 'complete').getByText('hello').waitFor()

  await page.getByRole('button', { name: 'Your menu, ana' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
  t.strictSame(await comes(() => notifications(visitor), []), [], 'signing out takes them away')
  t.same(visitor.complaints, [])
})

test('a push service that cannot be reached is said, and the switch stays off', options, async t => {
  const visitor = await open(t, { mayFail: /does not support the Push API in incognito/ })
  const { page, url } = visitor
  await page.goto(`${url}/account/preferences`)
  const toggle = toggleOf(visitor)
  await toggle.waitFor()
  t.equal(await toggle.isChecked(), false)
  await toggle.focus()
  await page.keyboard.press('Space')
  t.match(await textOf(page.getByRole('alert'), /./), 'could not register with its push service')
  t.equal(await comes(() => toggle.isChecked(), false), false)
  t.equal(await page.evaluate('document.activeElement.getAttribute("role")'), 'switch', 'the focus stays')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate('new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    t.same(await findBarriers(page), [], colorScheme)
  }
  t.same(visitor.complaints, [])
})

test('who has blocked notifications is told how to allow them', options, async t => {
  const visitor = await open(t, { isAllowed: false })
  const { page, url } = visitor
  await page.goto(`${url}/account/preferences`)
  t.equal(await page.evaluate('Notification.permission'), 'default', 'nobody is asked before they press the switch')
  // a browser without a head refuses whatever it would have to ask for
  await toggleOf(visitor).click()
  t.ok(await seen(page.getByText('Notifications of this page are blocked.')))
  t.equal(await comes(() => toggleOf(visitor).isDisabled(), true), true)
  t.same(await findBarriers(page), [])
  t.same(visitor.complaints, [])
})

test('an iPhone is told to put the page on its Home Screen, another browser that it cannot', options, async t => {
  for (const [userAgent, words] of [['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'add this page to the Home Screen first'], ['Mozilla/5.0 (X11; Linux x86_64)', 'This browser has no notifications']] as const) {
    const visitor = await open(t, { userAgent })
    await visitor.page.addInitScript('delete window.PushManager')
    await visitor.page.goto(`${visitor.url}/account/preferences`)
    t.ok(await seen(visitor.page.getByText(words)))
    t.equal(await comes(() => toggleOf(visitor).isDisabled(), true), true)
  }
})

/** The push service of the browser’s maker is the one thing that is not there: this stands for it. */
const standIn = (endpoint: string, keys: object): string => `
  const kept = 'subscribed with'
  const make = key => ({ endpoint: ${JSON.stringify(endpoint)}, options: { applicationServerKey: Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0)).buffer },
    toJSON: () => ({ endpoint: ${JSON.stringify(endpoint)}, expirationTime: null, keys: ${JSON.stringify(keys)} }), unsubscribe: async () => { sessionStorage.removeItem(kept); return true } })
  PushManager.prototype.getSubscription = async () => sessionStorage.getItem(kept) === null ? null : make(sessionStorage.getItem(kept))
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => { sessionStorage.setItem(kept, applicationServerKey); return make(applicationServerKey) }`

test('from the switch to the notification, and off again; a new session takes it up', options, async t => {
  const visitor = await open(t)
  const { page, url, context } = visitor
  const service = await startPushService(t)
  const browser = createBrowser()
  await context.addInitScript(standIn(`${service.url}/browser`, browser.keys))
  await page.goto(`${url}/account/preferences`)
  const subscribed = (response: { url(): string; request(): { method(): string }; status(): number }) => response.url().endsWith('/push/subscriptions') && response.request().method() === 'POST' && response.status() === 201
  await Promise.all([page.waitForResponse(subscribed), toggleOf(visitor).click()])
  t.equal(await comes(() => toggleOf(visitor).isChecked(), true), true)
  const deliver = await createCourier(visitor, url)

  await page.goto(url)
  await say(page, '[echo] [length 40] [delay 40] tell me later')
  await answers(page, 'streaming').waitFor()
  await page.getByRole('link', { name: 'New chat' }).first().click()
  await service.until(1)
  const text = browser.decrypt(service.messages[0]!.body)
  await deliver(text)
  const shown = await comes(async () => (await notifications(visitor)).length, 1)
  t.equal(shown, 1)
  t.match(await notifications(visitor), [{ title: /tell me later/, body: 'The answer is ready.', tag: `/chat/${JSON.parse(text).chatId}` }])

  // the session ends elsewhere, and with it the subscription
  await page.evaluate("fetch('/api/v1/auth/logout', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then(({ status }) => status)")
  const taken = page.waitForResponse(subscribed)
  await page.goto(url)
  await page.getByLabel('User name or e-mail').fill('ana')
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await taken
  await page.goto(`${url}/account/preferences`)
  t.equal(await comes(() => toggleOf(visitor).isChecked(), true), true)
  const ended = page.waitForResponse(response => response.url().includes('/push/subscriptions/') && response.request().method() === 'DELETE' && response.status() === 204)
  await toggleOf(visitor).click()
  await ended
  t.equal(await comes(() => toggleOf(visitor).isChecked(), false), false)
  const before = service.messages.length
  await page.goto(url)
  await say(page, '[echo] [delay 0] nobody is told')
  await answers(page, 'complete').waitFor()
  await page.waitForTimeout(1_000)
  t.equal(service.messages.length, before)
})
