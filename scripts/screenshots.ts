// `npm run screenshots`: pictures of every page, in both themes and on a phone, into docs/screenshots/.
import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { createClient } from '../client/src/index.ts'
import { buildWeb } from '../test/helpers/build-web.ts'
import { launchChromium } from '../test/helpers/chromium.ts'
import { startProcess } from '../test/helpers/server-process.ts'
import { shownChats } from '../test/e2e/show.ts'
import { furnish, rememberUse } from '../test/e2e/show-house.ts'

const folder = join(import.meta.dirname, '../docs/screenshots')
const password = 'correct horse battery staple'
const looks: Record<string, BrowserContextOptions> = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true },
}

await buildWeb()
mkdirSync(folder, { recursive: true })
const ends: (() => unknown)[] = []
const dataDir = await mkdtemp(join(tmpdir(), 'parlance-show-'))
await rememberUse(dataDir, Date.now())
const t = { teardown: (end: () => unknown) => { ends.push(end) } } as never // it asks for nothing else
const server = await startProcess(t, { DATA_DIR: dataDir, WEBHOOK_PRIVATE_ADDRESSES: 'allow', RATELIMIT_ADDRESS_PER_MINUTE: '1000', AUTO_TITLE: 'words' })
const browser = await launchChromium()

const open = async (look: BrowserContextOptions): Promise<Page> => (await browser.newContext({ ...look, locale: 'en-GB', reducedMotion: 'reduce' })).newPage()

const take = async (page: Page, name: string): Promise<void> => {
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' })
  console.log(`docs/screenshots/${name}.png`)
}

const signIn = async (page: Page): Promise<void> => {
  await page.goto(server.url)
  await page.getByLabel('User name or e-mail').fill('ana')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
}

try {
  for (const [name, look] of Object.entries(looks)) {
    const page = await open(look)
    await page.goto(server.url)
    await page.getByRole('heading', { name: 'Welcome to Parlance' }).waitFor()
    await take(page, `sign-up-${name}`)
    await page.context().close()
  }
  const { accessToken } = await createClient({ baseUrl: server.url }).auth.register({ username: 'ana', email: 'ana@example.org', password })
  const ana = createClient({ baseUrl: server.url, apiKey: accessToken })
  await ana.chats.import(new Blob([JSON.stringify(shownChats(Date.now()))], { type: 'application/json' }))
  const chat = (await ana.chats.list({ limit: 50 })).data.find(({ title }) => title === 'Why the sky turns red')!
  const { token } = await ana.chats.share(chat.id)
  const rooms = await furnish(t, ana, server.url)
  for (const [name, look] of Object.entries(looks)) {
    const page = await open(look)
    await signIn(page)
    if (name === 'light') {
      await page.getByRole('button', { name: /^Model: / }).click()
      await page.getByRole('option').nth(2).waitFor()
    }
    if (name === 'phone') await page.getByRole('button', { name: 'Show or hide the sidebar' }).click()
    await take(page, `new-chat-${name}`)
    await page.goto(`${server.url}/chat/${chat.id}`)
    await page.locator('.katex').first().waitFor()
    await page.locator('.hljs').waitFor()
    await take(page, `chat-${name}`)
    await page.goto(`${server.url}/shared/${token}`)
    await page.locator('.katex').first().waitFor()
    await page.locator('.hljs').waitFor()
    await take(page, `shared-${name}`)
    for (const [room, path] of Object.entries(rooms)) {
      await page.goto(server.url + path)
      await page.locator('main h1').waitFor()
      await page.locator('main .ui-skeleton').first().waitFor({ state: 'detached' })
      await take(page, `${room}-${name}`)
    }
    await page.context().close()
  }
} finally {
  await browser.close()
  for (const end of ends) await end()
  await rm(dataDir, { recursive: true, force: true })
}
