import { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { answers, composerOf, needsBrowser, noLimits, say, seen, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: two people')

test('two people in one chat see each other, and every word', options, async t => {
  const { url } = await startApp(t, noLimits)
  const ana = await visit(t, url)
  const ben = await visit(t, url)
  await signUp(ana, url, 'ana')
  await signUp(ben, url, 'ben')
  await say(ana.page, '[echo] [delay 0] hello')
  await answers(ana.page, 'complete').waitFor()
  await ana.page.getByRole('button', { name: 'Share' }).first().click()
  const dialog = ana.page.getByRole('dialog', { name: 'Share' })
  await dialog.getByLabel('User name').fill('nobody-there')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await dialog.getByText('Nobody here is called that.').waitFor()
  await dialog.getByLabel('User name').fill('ben')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await dialog.getByRole('combobox', { name: 'What ben may do' }).waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()

  await ben.page.goto(ana.page.url())
  await answers(ben.page, 'complete').getByText('hello').waitFor()
  await ben.page.getByRole('button', { name: 'People in this chat' }).waitFor()
  await ana.page.locator('.people .avatar:not(.away)').nth(1).waitFor()

  await composerOf(ben.page).pressSequentially('a few words', { delay: 60 })
  await ana.page.getByText('ben is typing …').waitFor()
  await say(ben.page, '[length 40] [delay 40] ben asks')
  await ana.page.getByRole('log').getByText('ben asks').first().waitFor()
  await answers(ana.page, 'streaming').waitFor()
  await answers(ana.page, 'complete').nth(1).waitFor()
  await answers(ben.page, 'complete').nth(1).waitFor()
  t.equal(await answers(ana.page).nth(1).locator('.markdown').innerText(), await answers(ben.page).nth(1).locator('.markdown').innerText())
  t.ok(await seen(ana.page.getByRole('article', { name: 'ben', exact: true })), 'it is said who asked')
  // the first attempt was a person who is not there
  t.same(ana.complaints.filter(text => !/404/.test(text)), [])
  t.same(ben.complaints, [])
})
