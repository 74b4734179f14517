import { test, type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { answers, countOf, needsBrowser, noLimits, say, seen, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: failures')

const open = async (t: Test, visitOptions = {}) => {
  const server = await startApp(t, noLimits)
  const visitor = await visit(t, server.url, visitOptions)
  await signUp(visitor, server.url, 'ana')
  return { ...visitor, server }
}

test('a provider that fails is told of in the answer, and trying again makes another version', options, async t => {
  const { page, complaints, server } = await open(t)
  await say(page, 'Please [fail 503]')
  await answers(page, 'failed').getByText('The provider fails at the moment').waitFor()
  t.ok(await seen(page.locator('[data-role=user]').getByText('Please')), 'the question stays')
  await page.getByRole('button', { name: 'Try again', exact: true }).click()
  await answers(page, 'failed').getByText('2/2').waitFor()
  t.equal(server.receipts.length, 2, 'each try is one call')
  t.same(complaints, [])
})

test('a start whose answer was lost is sent again under the same name, and answered once', options, async t => {
  const { page, server, context } = await open(t, { mayFail: /net::ERR_/ })
  let isCut = false
  await context.route('**/messages', async route => {
    if (isCut || route.request().method() !== 'POST') return route.continue()
    isCut = true
    // the server has it; the page is not told
    await fetch(route.request().url(), { method: 'POST', headers: await route.request().allHeaders(), body: route.request().postData() }).then(async response => response.body?.cancel())
    await route.abort('connectionreset')
  })
  await say(page, '[echo] [delay 0] once only')
  await answers(page, 'complete').getByText('once only').waitFor()
  t.ok(isCut)
  t.equal(server.receipts.length, 1, 'the model was asked once')
  t.equal(await countOf(page.locator('[data-role=user]'), 1), 1)
})
