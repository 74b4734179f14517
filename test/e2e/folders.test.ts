import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { findBarriers } from '../helpers/axe.ts'
import { answers, comes, needsBrowser, noLimits, say, signUp, visit } from '../helpers/web-page.ts'

test('chats are moved to folders, which stand above the days', needsBrowser('the page in a browser: folders'), async t => {
  const { url } = await startApp(t, { ...noLimits, AUTO_TITLE: 'words' })
  const visitor = await visit(t, url)
  const { page } = visitor
  await signUp(visitor, url, 'ana')
  for (const words of ['first chat', 'second chat']) {
    await page.goto(url)
    await say(page, `${words} [delay 0]`)
    await answers(page, 'complete').waitFor()
  }
  const move = async (title: string, folder: string) => {
    await page.locator('.chat-row', { hasText: title }).hover()
    await page.locator('.chat-row', { hasText: title }).getByRole('button').click()
    await page.getByRole('menuitem', { name: 'Move to folder …' }).click()
    const input = page.getByLabel('Folder', { exact: true })
    const known = await page.evaluate<string[]>("[...document.querySelectorAll('datalist option')].map(({ value }) => value)")
    await input.fill(folder)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    return known
  }
  const headings = () => page.locator('.chat-list h2').allInnerTexts()
  t.same(await move('first chat', 'Travel'), [])
  await page.getByRole('region', { name: 'Travel' }).getByText('first chat').waitFor()
  t.same(await comes(headings, ['Travel', 'Today']), ['Travel', 'Today'])
  t.same(await findBarriers(page), [])
  t.same(await move('second chat', 'Aunts'), ['Travel'])
  await page.getByRole('region', { name: 'Aunts' }).getByText('second chat').waitFor()
  t.same(await comes(headings, ['Aunts', 'Travel']), ['Aunts', 'Travel'])
  await page.reload()
  await page.getByRole('region', { name: 'Travel' }).getByText('first chat').waitFor()
  t.same(await comes(headings, ['Aunts', 'Travel']), ['Aunts', 'Travel'])
  await move('first chat', '')
  await page.getByRole('region', { name: 'Today' }).getByText('first chat').waitFor()
  t.same(await comes(headings, ['Aunts', 'Today']), ['Aunts', 'Today'])
  t.same(visitor.complaints, [])
})
