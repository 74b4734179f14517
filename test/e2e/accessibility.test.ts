import type { Page } from 'playwright-core'
import { test, type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { findBarriers } from '../helpers/axe.ts'
import { answers, comes, composerOf, needsBrowser, noLimits, say, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: accessibility')

/** Looks at the page in both themes. */
const check = async (t: Test, page: Page, what: string): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate('new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    t.same(await findBarriers(page), [], `${what}, ${colorScheme}`)
  }
}

const rich = `[echo] [delay 0] ## Title

A paragraph with \`code\`, a [link](https://example.org) and ![cat](https://cats.example/cat.png).

- [x] done

| a | b |
| - | - |
| 1 | 2 |

> quoted

\`\`\`ts
// a comment
export const greet = (name: string): string => \`Hello \${name} \${1 + 2}\`
\`\`\`
`

test('the door and the chat have no barriers', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url)
  const { page } = visitor
  await page.goto(url)
  await page.getByRole('heading', { name: 'Welcome to Parlance' }).waitFor()
  await check(t, page, 'the first visit')
  await signUp(visitor, url, 'ana')
  await check(t, page, 'an empty chat')
  await composerOf(page).fill(rich)
  await composerOf(page).press('Control+Enter')
  await answers(page, 'complete').locator('.hljs').waitFor()
  await check(t, page, 'a chat with all kinds of blocks')
  await say(page, 'Fail, please [fail 429]')
  await answers(page, 'failed').waitFor()
  await check(t, page, 'a failure')
  await page.setViewportSize({ width: 390, height: 844 })
  await check(t, page, 'a phone')
  t.same(visitor.complaints, [])
})

test('what opens over the chat has no barriers', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url)
  const { page } = visitor
  await signUp(visitor, url, 'ana')
  await say(page, '[echo] [delay 0] hello')
  await answers(page, 'complete').waitFor()
  await page.getByRole('button', { name: /^Model: / }).click()
  await page.getByRole('option').nth(1).waitFor()
  await check(t, page, 'the model picker')
  await page.keyboard.press('Escape')
  for (const [item, title] of [['Share …', 'Share'], ['Settings …', 'Chat settings'], ['Move to folder …', 'Move to a folder'], ['Tags …', 'Tags'], ['Rename', 'Rename'], ['Delete …', 'Delete this chat?']]) {
    await page.getByRole('button', { name: 'Chat menu' }).click()
    if (item === 'Share …') await check(t, page, 'the menu of a chat')
    await page.getByRole('menuitem', { name: item! }).click()
    await page.getByRole('dialog', { name: title! }).waitFor()
    await check(t, page, title!)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.getByRole('button', { name: 'Details' }).click()
  await check(t, page, 'the details of an answer')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Your menu, ana' }).click()
  await page.getByRole('menuitem', { name: 'Import chats …' }).click()
  await check(t, page, 'the import')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+/')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await check(t, page, 'the shortcuts')
  t.same(visitor.complaints, [])
})

test('pages for everybody have no barriers', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url, { mayFail: /404/ })
  const { page } = visitor
  await signUp(visitor, url, 'ana')
  await say(page, '[echo] [delay 0] for everybody')
  await answers(page, 'complete').waitFor()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('tab', { name: 'Public link' }).click()
  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = await page.getByLabel('Link', { exact: true }).inputValue()
  await check(t, page, 'a link')

  const stranger = await visit(t, url, { mayFail: /404/ })
  await stranger.page.goto(link)
  await stranger.page.locator('.answer').getByText('for everybody').waitFor()
  await check(t, stranger.page, 'a shared chat')
  await page.getByRole('button', { name: 'End the link' }).click()
  await page.getByText('The link is over.').waitFor()
  await stranger.page.reload()
  await stranger.page.getByText('This link leads nowhere').waitFor()
  await check(t, stranger.page, 'a link that is over')
  await page.goto(`${url}/nowhere`)
  await page.getByText('There is nothing here').waitFor()
  await check(t, page, 'nothing')
  t.same([...visitor.complaints, ...stranger.complaints], [])
})

test('all of it can be reached with the keyboard, and is said aloud', options, async t => {
  const { url } = await startApp(t, noLimits)
  const visitor = await visit(t, url)
  const { page } = visitor
  await signUp(visitor, url, 'ana')
  await say(page, '[length 10] [delay 0] hello')
  await answers(page, 'complete').waitFor()
  t.match(await page.locator('[role=status]').allInnerTexts(), /The answer is complete\./)
  await page.keyboard.press('Control+k')
  await page.locator('#chat-search:focus').waitFor()
  await page.keyboard.press('Shift+Escape')
  t.equal(await comes(() => page.evaluate('document.activeElement.tagName'), 'TEXTAREA'), 'TEXTAREA')
  await page.keyboard.press('Control+Shift+M')
  await page.getByRole('combobox', { name: 'Search models' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  t.equal(await comes(() => page.evaluate('document.activeElement.dataset.modelPicker'), 'true'), 'true', 'the focus goes back')
  await page.keyboard.press('Control+Shift+O')
  await page.getByRole('heading', { name: 'What can I help with?' }).waitFor()
  await page.keyboard.press('Control+Shift+S')
  t.equal(await comes(() => page.locator('.shell-sidebar').getAttribute('inert'), ''), '', 'what is hidden cannot be reached')
  t.same(visitor.complaints, [])
})
