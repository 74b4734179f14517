import { test, type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { findBarriers } from '../helpers/axe.ts'
import { answers, comes, countOf, needsBrowser, noLimits, say, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: what is done with messages')

const open = async (t: Test, visitOptions = {}) => {
  const server = await startApp(t, noLimits)
  const visitor = await visit(t, server.url, visitOptions)
  await signUp(visitor, server.url, 'ana')
  return { ...visitor, url: server.url }
}

test('an answer is rated, rated otherwise and no more, and it stays so', options, async t => {
  const { page, complaints } = await open(t)
  await say(page, '[echo] [delay 0] hello')
  await answers(page, 'complete').waitFor()
  const [good, bad] = ['Good answer', 'Bad answer'].map(name => page.getByRole('button', { name }))
  const pressed = async () => Promise.all([good!, bad!].map(async button => button.getAttribute('aria-pressed')))
  t.same(await pressed(), ['false', 'false'])
  const saved = () => page.waitForResponse(response => response.url().endsWith('/rating') && response.status() === 200)
  await Promise.all([saved(), good!.click()])
  t.same(await pressed(), ['true', 'false'])
  await bad!.focus()
  await Promise.all([saved(), page.keyboard.press('Space')])
  t.same(await pressed(), ['false', 'true'])
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate('new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    t.same(await findBarriers(page), [], colorScheme)
  }
  await page.reload()
  await page.getByRole('button', { name: 'Bad answer', pressed: true }).waitFor()
  await Promise.all([saved(), bad!.click()])
  t.same(await pressed(), ['false', 'false'])
  t.same(complaints, [])
})

test('a rating that is refused is taken back', options, async t => {
  const { page } = await open(t, { mayFail: /./ })
  await say(page, '[echo] [delay 0] hello')
  await answers(page, 'complete').waitFor()
  await page.route('**/rating', route => route.abort())
  await page.getByRole('button', { name: 'Good answer' }).click()
  await page.locator('.ui-toast.error').waitFor()
  t.equal(await comes(() => page.getByRole('button', { name: 'Good answer' }).getAttribute('aria-pressed'), 'false'), 'false')
})

test('a message is deleted with what follows it, by the keyboard, and only when that is confirmed', options, async t => {
  const { page, complaints, url } = await open(t)
  await say(page, '[echo] [delay 0] first words')
  await answers(page, 'complete').getByText('first words').waitFor()
  await say(page, '[echo] [delay 0] second words')
  await answers(page, 'complete').getByText('second words').waitFor()
  const other = await page.context().newPage()
  await other.goto(page.url())
  await answers(other, 'complete').getByText('second words').waitFor()
  await other.waitForTimeout(1_500) // until it has joined

  const menu = page.getByRole('article', { name: 'You' }).nth(1).getByRole('button', { name: 'Message menu' })
  const ask = async () => {
    await menu.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Delete …' }).waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Delete this message?' }).waitFor()
  }
  await ask()
  t.same(await findBarriers(page), [])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  t.equal(await countOf(answers(page), 2), 2)
  await ask()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await answers(page).nth(1).waitFor({ state: 'detached' })
  await answers(other).nth(1).waitFor({ state: 'detached' })
  await page.reload()
  await answers(page, 'complete').getByText('first words').waitFor()
  // what was kept on the device may be shown first
  await answers(page).nth(1).waitFor({ state: 'detached' })
  t.equal(await countOf(answers(page), 1), 1)
  await say(page, '[echo] [delay 0] third words')
  await answers(page, 'complete').getByText('third words').waitFor()
  t.ok(page.url().startsWith(`${url}/chat/`))
  t.same(complaints, [])
})

test('a chat is forked at a message and goes its own way', options, async t => {
  const { page, complaints } = await open(t)
  await say(page, '[echo] [delay 0] first words')
  await answers(page, 'complete').getByText('first words').waitFor()
  await say(page, '[echo] [delay 0] second words')
  await answers(page, 'complete').getByText('second words').waitFor()
  const before = page.url()
  await answers(page).first().hover()
  await answers(page).first().getByRole('button', { name: 'Message menu' }).click()
  t.same(await findBarriers(page), [])
  await page.getByRole('menuitem', { name: 'Fork from here' }).click()
  await page.waitForURL(to => to.pathname.startsWith('/chat/') && to.href !== before)
  await answers(page, 'complete').getByText('first words').waitFor()
  t.equal(await countOf(answers(page), 1), 1)
  await page.locator('.chat-row.current').getByText('(fork)').waitFor()
  await say(page, '[echo] [delay 0] other words')
  await answers(page, 'complete').getByText('other words').waitFor()
  await page.goto(before)
  await answers(page, 'complete').getByText('second words').waitFor()
  t.equal(await countOf(page.getByRole('log').getByText('other words'), 0), 0)
  t.same(complaints, [])
})
