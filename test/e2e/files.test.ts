import type { Download } from 'playwright-core'
import t, { test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { findBarriers } from '../helpers/axe.ts'
import { answers, countOf, needsBrowser, noLimits, password, say, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: files')
let server: TestApp
t.before(async () => { server = await startApp(t, noLimits) })

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

const contentOf = async (download: Download): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

test('pictures and files go with a question, are shown with it afterwards, and go with it again in other words', options, async t => {
  const visitor = await visit(t, server.url)
  const { page } = visitor
  await signUp(visitor, server.url, 'ana')
  const picker = page.locator('input[type=file]')
  await picker.setInputFiles([
    { name: 'dot.png', mimeType: 'image/png', buffer: png },
    { name: 'notes.md', mimeType: '', buffer: Buffer.from('# Notes\n') },
    { name: 'report.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') },
    { name: 'song.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('la') },
  ])
  await page.getByText('song.mp3 cannot be sent.').waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  const waiting = page.getByRole('list', { name: 'Attached files' })
  t.equal(await countOf(waiting.getByRole('listitem'), 3), 3)
  t.same(await findBarriers(page), [], 'the composer with files')
  await waiting.getByRole('button', { name: 'Remove report.pdf' }).click()
  await say(page, 'What is this? [delay 0]')
  await answers(page, 'complete').getByText('a picture came').waitFor()

  const question = page.locator('[data-role=user]')
  const isDrawn = () => page.waitForFunction("[...document.querySelectorAll('[data-role=user] img')].some(({ complete, naturalWidth }) => complete && naturalWidth === 1)")
  await page.reload()
  await answers(page, 'complete').waitFor()
  await isDrawn()
  const download = page.waitForEvent('download')
  await question.getByRole('button', { name: 'Save notes.md' }).click()
  const file = await download
  t.equal(file.suggestedFilename(), 'notes.md')
  t.equal(await contentOf(file), '# Notes\n')
  t.same(await findBarriers(page), [], 'a question with files')

  await question.hover()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('textbox', { name: 'Edit the message' }).fill('And this? [delay 0]')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('group', { name: 'Version 2 of 2' }).waitFor()
  await answers(page, 'complete').getByText('a picture came').waitFor()
  await isDrawn()
  t.equal(await countOf(question.getByRole('button', { name: 'Save notes.md' }), 1), 1)
  t.same(visitor.complaints, [])
})

test('a chat is exported as Markdown and as JSON, in German too, and what was exported can be imported', options, async t => {
  const visitor = await visit(t, server.url, { locale: 'de-DE' })
  const { page } = visitor
  await page.goto(server.url)
  await page.getByLabel('Benutzername oder E-Mail').fill('ana')
  await page.getByLabel('Passwort', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Anmelden' }).click()
  const composer = page.getByRole('textbox', { name: 'Nachricht', exact: true })
  await composer.fill('[echo] [delay 0] to be taken home')
  await composer.press('Enter')
  await answers(page, 'complete').getByText('to be taken home').waitFor()

  const save = async (item: string): Promise<Download> => {
    await page.getByRole('button', { name: 'Chat-Menü' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: item }).click()
    return download
  }
  const markdown = await save('Als Markdown exportieren')
  t.match(markdown.suggestedFilename(), /taken.home.*\.md$/)
  t.match(await contentOf(markdown), /to be taken home/)
  const json = await save('Als JSON exportieren')
  const content = await contentOf(json)
  t.match(JSON.parse(content), { format: 'parlance-chat', messages: [{ role: 'user' }, { role: 'assistant' }] })

  const links = page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /to be taken home/ })
  t.equal(await countOf(links, 1), 1)
  await page.getByRole('button', { name: 'Ihr Menü, ana' }).click()
  await page.getByRole('menuitem', { name: 'Chats importieren' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[type=file]').setInputFiles({ name: json.suggestedFilename(), mimeType: 'application/json', buffer: Buffer.from(content) })
  await dialog.getByRole('button', { name: '1 Chat importieren' }).click()
  await links.nth(1).waitFor()
  t.same(await findBarriers(page), [], 'the import')
  t.same(visitor.complaints, [])
})
