import { test, type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { answers, countOf, needsBrowser, noLimits, say, seen, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: answers')

const open = async (t: Test, visitOptions = {}) => {
  const server = await startApp(t, noLimits)
  const visitor = await visit(t, server.url, visitOptions)
  await signUp(visitor, server.url, 'ana')
  return { ...visitor, server }
}

test('stops an answer: what came stays, and can be continued or asked for again', options, async t => {
  const { page, complaints } = await open(t)
  await say(page, 'A long one [length 500] [delay 40]')
  await answers(page, 'streaming').getByText('You asked').waitFor()
  await page.getByRole('button', { name: 'Stop generating' }).click()
  await answers(page, 'stopped').waitFor()
  t.ok(await seen(answers(page, 'stopped').getByText('Stopped')))
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await answers(page, 'streaming').or(answers(page, 'complete')).first().waitFor()
  t.ok(await seen(page.locator('[data-role=user]').getByText('Continue exactly where you stopped.')))
  await answers(page, 'complete').waitFor()
  t.same(complaints, [])
})

test('an answer that is being written is read on after a reload', options, async t => {
  const { page, complaints } = await open(t)
  await say(page, 'A slow one [length 150] [delay 50]')
  await answers(page, 'streaming').getByText('You asked').waitFor()
  await page.waitForURL(/\/chat\//)
  await page.reload()
  await answers(page, 'streaming').getByText('You asked').waitFor()
  await answers(page, 'complete').waitFor()
  const text = await answers(page, 'complete').locator('.markdown').innerText()
  t.match(text, /^You asked “A slow one”/)
  t.equal(text.split('You asked “A slow one').length - 1, 1, 'nothing came twice')
  t.same(complaints, [])
})

test('questions wait their turn while an answer is being written', options, async t => {
  const { page, complaints } = await open(t)
  await say(page, '[length 60] [delay 40] one')
  await answers(page, 'streaming').waitFor()
  await say(page, '[echo] [delay 0] two')
  await page.getByRole('list', { name: 'Waiting to be sent' }).getByText('two').waitFor()
  await answers(page, 'complete').filter({ hasText: 'two' }).waitFor()
  t.equal(await countOf(answers(page, 'complete'), 2), 2)
  t.equal(await page.getByRole('list', { name: 'Waiting to be sent' }).count(), 0)
  t.same(complaints, [])
})
