// The built page in a real browser, as people use it.
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { buildWeb } from './build-web.ts'
import { hasChromium, launchChromium } from './chromium.ts'
import { reportSkip } from './skips.ts'

const isInstalled = hasChromium()

/** For `test`: skips by name where there is no browser. */
export const needsBrowser = (what: string): { skip: string | false; timeout: number } => {
  if (!isInstalled) reportSkip(what, 'install chromium, or set CHROMIUM_PATH to one')
  return { skip: !isInstalled && 'no chromium', timeout: 240_000 }
}

let browser: Promise<Browser> | undefined
const launch = (): Promise<Browser> => {
  browser ??= launchChromium()
  return browser
}
if (isInstalled) {
  t.before(buildWeb)
  t.teardown(async () => (await browser)?.close())
}

/** Somebody at a browser of their own. */
export type Visitor = {
  page: Page
  context: BrowserContext
  /** What the browser complained about: errors and warnings on the console, and what breaks the policy. */
  complaints: string[]
  /** Requests to anybody but the server. */
  strangers: string[]
}

/** `mayFail`: a network that is taken away is complained about by the browser itself. */
export async function visit (t: Pick<Test, 'teardown'>, url: string, { mayFail, ...options }: BrowserContextOptions & { mayFail?: RegExp } = {}): Promise<Visitor> {
  const context = await (await launch()).newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(60_000)
  t.teardown(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  const strangers: string[] = []
  const complain = (text: string) => { if (mayFail?.test(text) !== true) complaints.push(text) }
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) complain(message.text()) })
  page.on('pageerror', error => complain(error.message))
  page.on('request', request => { if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url + '/')) strangers.push(request.url()) })
  return { page, context, complaints, strangers }
}

export const password = 'correct horse battery staple'

/** Makes an account on the page as it stands, and waits until one can write. */
export async function signUp ({ page }: Visitor, url: string, username: string): Promise<void> {
  await page.goto(url)
  const toSignUp = page.getByRole('button', { name: 'Create an account' })
  await toSignUp.or(page.getByLabel('User name', { exact: true })).first().waitFor()
  if (await toSignUp.isVisible()) await toSignUp.click()
  await page.getByLabel('User name', { exact: true }).fill(username)
  await page.getByLabel('E-mail').fill(`${username}@example.org`)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create the account' }).click()
  await composerOf(page).waitFor()
}

export const composerOf = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })

/** Writes a question and sends it. */
export async function say (page: Page, text: string): Promise<void> {
  await composerOf(page).fill(text)
  await composerOf(page).press('Enter')
}

/** Asks again and again until the page says what is wanted, for 20 s at the most; gives what it said last. A page is never asked only once: it may still be drawing. */
export async function comes<T> (ask: () => Promise<T>, wanted: T): Promise<T> {
  const limit = performance.now() + 20_000
  for (;;) {
    const answer = await ask()
    if (isDeepStrictEqual(answer, wanted) || performance.now() > limit) return answer
    await sleep(25)
  }
}

/** Whether something comes to be seen. */
export const seen = (what: Locator): Promise<boolean> => comes(() => what.isVisible(), true)

/** Waits until there are so many; gives how many there are. */
export const countOf = (what: Locator, wanted: number): Promise<number> => comes(() => what.count(), wanted)

/** Waits until something has such a text; gives the text it has. */
export async function textOf (what: Locator, wanted: RegExp): Promise<string> {
  await comes(async () => wanted.test(await what.innerText()), true)
  return what.innerText()
}

/** Answers in a state: `streaming`, `complete`, `stopped`, `failed`, `interrupted`. */
export const answers = (page: Page, status?: string) => page.locator(`[data-role=assistant]${status === undefined ? '' : `[data-status=${status}]`}`)

/** No limit gets in the way of a test that asks often. */
export const noLimits = { RATELIMIT_PER_MINUTE: '0', RATELIMIT_PER_HOUR: '0', RATELIMIT_PER_DAY: '0', RATELIMIT_ADDRESS_PER_MINUTE: '10000' }
