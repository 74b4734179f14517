import { existsSync } from 'node:fs'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import t, { test, type Test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { reportSkip } from '../helpers/skips.ts'

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const isInstalled = existsSync(executablePath)
if (!isInstalled) reportSkip('Swagger UI in a browser', 'install chromium, or set CHROMIUM_PATH to one')
const options = { skip: !isInstalled && 'no chromium' }
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
/** Where to leave pictures of what was seen, for people. */
const screenshots = process.env['SCREENSHOT_DIR']

const server = await startApp(t)
let browser: Browser
t.before(async () => { if (isInstalled) browser = await chromium.launch({ executablePath, args: flags }) })
t.teardown(() => browser?.close())

/** A page that keeps whatever a browser complains about, and which other hosts it asks. */
const openDocs = async (t: Test) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
  t.teardown(() => page.close())
  const complaints: string[] = []
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()) })
  page.on('pageerror', error => { complaints.push(error.message) })
  page.on('request', request => { if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.url + '/')) complaints.push(`asked ${request.url()}`) })
  page.on('requestfailed', request => { complaints.push(`failed: ${request.url()}`) })
  await page.goto(server.url + '/docs')
  await page.locator('.opblock').first().waitFor()
  return { page, complaints }
}

const authorize = async (page: Page) => {
  await page.locator('.btn.authorize').click()
  await page.getByLabel('auth-bearer-value').fill(adminKey)
  await page.locator('.auth-container', { has: page.getByLabel('auth-bearer-value') }).getByRole('button', { name: 'Apply credentials' }).click()
  await page.getByRole('button', { name: 'Close' }).first().click() // each scheme has one, and all close the dialog
}

/** Opens an operation, presses Execute, and reads what came back. */
const execute = async (page: Page, id: string, prepare?: (operation: Locator) => Promise<void>) => {
  const operation = page.locator(`#operations-${id}`)
  if (await operation.locator('.execute').count() === 0) await operation.locator('.opblock-summary-control').click()
  await prepare?.(operation)
  await operation.locator('.execute').click()
  const answer = operation.locator('.live-responses-table .response').first()
  await answer.waitFor()
  const [status, body] = [await answer.locator('.response-col_status').innerText(), await answer.locator('pre').first().innerText()]
  return { operation, status: Number.parseInt(status), body }
}

const picture = async (page: Page, name: string) => {
  if (screenshots !== undefined) await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: false })
}

test('shows every operation by its tag, asks no other host, and answers 401 without a key', options, async t => {
  const { page, complaints } = await openDocs(t)
  await picture(page, 'docs')
  const { paths, webhooks } = server.app.swagger() as { paths: object; webhooks: object }
  const operations = Object.values(paths).flatMap(path => Object.values(path) as { tags: string[] }[])
  t.equal(await page.locator('.opblock').count(), operations.length + Object.keys(webhooks).length)
  t.equal(await page.locator('.opblock-tag-section').count(), new Set(operations.flatMap(({ tags }) => tags)).size)
  t.same(complaints, [])
  const { status, body } = await execute(page, 'models-listModels')
  t.equal(status, 401)
  t.match(body, /"unauthorized"/)
})

test('with a key pasted, GET /models and POST /chat/completions execute, whole and streamed', options, async t => {
  const { page, complaints } = await openDocs(t)
  await authorize(page)
  const models = await execute(page, 'models-listModels')
  t.equal(models.status, 200)
  t.ok(JSON.parse(models.body).data.some((model: any) => model.id === 'demo/parlance'))

  const chat = await execute(page, 'inference-createChatCompletion')
  t.equal(chat.status, 200, 'with the example as it stands')
  t.match(JSON.parse(chat.body), { object: 'chat.completion', choices: [{ message: { content: /./ } }] })
  await chat.operation.scrollIntoViewIfNeeded()
  await picture(page, 'chat')

  const body = { model: 'demo/parlance', stream: true, messages: [{ role: 'user', content: '[echo] [delay 0] hello from a browser' }] }
  const streamed = await execute(page, 'inference-createChatCompletion', async operation => {
    await operation.locator('.btn-clear').click()
    await operation.locator('textarea.body-param__text').fill(JSON.stringify(body))
  })
  t.equal(streamed.status, 200)
  t.match(streamed.body, /data: \[DONE\]/)

  await page.reload()
  await page.locator('.opblock').first().waitFor()
  t.equal((await execute(page, 'models-listModels')).status, 200, 'the key outlives a reload')
  t.same(complaints, [])
})
