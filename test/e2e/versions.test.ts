import { test, type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { answers, countOf, needsBrowser, noLimits, say, signUp, textOf, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: versions of messages')

const open = async (t: Test, visitOptions = {}) => {
  const server = await startApp(t, noLimits)
  const visitor = await visit(t, server.url, visitOptions)
  await signUp(visitor, server.url, 'ana')
  return { ...visitor, server }
}

test('a question that is edited becomes another version, and one can go back', options, async t => {
  const { page, complaints } = await open(t)
  await say(page, '[echo] [delay 0] first words')
  await answers(page, 'complete').getByText('first words').waitFor()
  await page.locator('[data-role=user]').hover()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByRole('textbox', { name: 'Edit the message' }).fill('[echo] [delay 0] other words')
  await page.keyboard.press('Control+Enter')
  await answers(page, 'complete').getByText('other words').waitFor()
  t.equal(await page.getByRole('log').getByText('first words').count(), 0, 'the other version is out of sight')
  await page.getByRole('group', { name: 'Version 2 of 2' }).getByRole('button', { name: 'Previous version' }).click()
  await answers(page, 'complete').getByText('first words').waitFor()
  t.equal(await page.getByRole('log').getByText('other words').count(), 0)
  t.same(complaints, [])
})

test('an answer is asked for again, by another model', options, async t => {
  const { page, complaints } = await open(t)
  await say(page, 'Tell me something [delay 0]')
  await answers(page, 'complete').getByText('Parlance demo').waitFor()
  await page.getByRole('button', { name: 'Answer again with …' }).click()
  await page.getByRole('combobox', { name: 'Search models' }).fill('mini')
  await page.keyboard.press('Enter')
  await answers(page, 'complete').getByText('2/2').waitFor()
  t.match(await textOf(answers(page, 'complete'), /smallest voice[^]*Parlance demo, one sentence/), /smallest voice[^]*Parlance demo, one sentence/)
  t.equal(await countOf(answers(page), 1), 1)
  t.same(complaints, [])
})
