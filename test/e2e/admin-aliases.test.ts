import t, { test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { until } from '../helpers/check-page.ts'
import { closedPort } from '../helpers/replay-upstream.ts'
import { comes, needsBrowser, noLimits, seen, signUp, textOf, visit, type Visitor } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: aliases')

let server: TestApp
let admin: Visitor | undefined
t.before(async () => {
  server = await startApp(t, noLimits)
  await server.addProvider({ name: 'broken', kind: 'openai-compatible', baseUrl: `${await closedPort()}/v1` })
})

/** The admin, at a page of the administration. The first test makes the account. */
const enter = async (path: string): Promise<Visitor> => {
  if (admin === undefined) {
    admin = await visit(t, server.url, { mayFail: /status of (400|404)/ })
    await signUp(admin, server.url, 'ana')
  }
  admin.complaints.length = 0
  await admin.page.goto(server.url + path)
  await admin.page.getByRole('heading', { level: 1 }).waitFor()
  return admin
}
const aliasOf = async (name: string) => (await server.call('GET', `/api/v1/aliases/${name}`)).json
const put = (name: string, body: object) => server.call('PUT', `/api/v1/aliases/${name}`, { body })

test('an alias is made by keyboard alone, and its models are put in order', options, async t => {
  const { page, complaints } = await enter('/admin/aliases')
  await page.getByText('No aliases yet').waitFor()
  await page.getByRole('button', { name: 'New alias' }).press('Enter')
  await page.getByRole('heading', { name: 'New alias' }).waitFor()
  await page.getByRole('button', { name: 'Make the alias' }).press('Enter')
  await page.getByText('Choose a model.').waitFor()
  t.ok(await seen(page.getByText(/at most 100; a letter or digit first/)))

  await page.getByLabel('Name').fill('fast')
  await page.getByLabel('What it is for').fill('Short answers')
  await page.getByLabel('Model 1', { exact: true }).fill('demo/parlance')
  for (const [number, model] of [[2, 'demo/parlance-mini'], [3, 'broken/anything']] as const) {
    await page.getByRole('button', { name: 'Add a model' }).press('Enter')
    await until(page, `document.activeElement.labels?.[0]?.textContent === 'Model ${number}'`)
    await page.keyboard.type(model)
  }
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.press('Alt+ArrowUp')
  await page.getByText('broken/anything is now number 1 of 3.').waitFor()
  t.equal(await comes(() => page.evaluate('document.activeElement.value'), 'broken/anything'), 'broken/anything', 'the focus goes along')
  await page.getByRole('button', { name: 'Move demo/parlance down', exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Make the alias' }).press('Enter')
  await page.getByRole('heading', { name: 'Edit fast' }).waitFor()
  t.match(await aliasOf('fast'), { strategy: 'ordered', description: 'Short answers', targets: [{ model: 'broken/anything' }, { model: 'demo/parlance-mini' }, { model: 'demo/parlance' }] })
  t.same(complaints, [])
})

test('an alias of the same name is not written over', options, async t => {
  await put('mine', { targets: [{ model: 'demo/parlance' }] })
  const { page, complaints } = await enter('/admin/aliases/new')
  await page.getByLabel('Name').fill('mine')
  await page.getByText('There is an alias of that name.').waitFor()
  await page.getByLabel('Model 1', { exact: true }).fill('demo/parlance-mini')
  await page.getByRole('button', { name: 'Make the alias' }).click()
  t.equal((await aliasOf('mine')).targets[0].model, 'demo/parlance')
  t.same(complaints, [])
})

test('models are weighed, the prompt is checked by the server, and nothing is lost when it refuses', options, async t => {
  await put('even', { targets: [{ model: 'demo/parlance' }, { model: 'demo/parlance-mini' }] })
  const { page, complaints } = await enter('/admin/aliases/edit/even')
  await page.getByLabel('By weight').check()
  await page.getByLabel('Weight 1').fill('lots')
  await page.getByText('A number from 0.').waitFor()
  await page.getByLabel('Weight 1').fill('3')
  await page.getByLabel('System prompt').fill('Today is {{dat}}.')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('.ui-error').filter({ hasText: 'dat' }).first().waitFor()
  t.equal(await comes(() => page.getByLabel('Weight 1').inputValue(), '3'), '3')
  await page.getByLabel('System prompt').fill('Today is {{date}}.')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The alias even is saved.').waitFor()
  t.match(await aliasOf('even'), { strategy: 'weighted', systemPrompt: 'Today is {{date}}.', targets: [{ model: 'demo/parlance', weight: 3 }, { model: 'demo/parlance-mini' }] })
  await page.getByRole('link', { name: 'Aliases' }).first().click()
  t.match(await textOf(page.getByRole('listitem').filter({ hasText: 'even' }).first(), /75%[^]*demo\/parlance[^]*25%/), /75%[^]*demo\/parlance[^]*25%/)
  t.same(complaints, [])
})

test('an alias is tried: who answered, and who failed before', options, async t => {
  await put('careful', { targets: [{ model: 'broken/first' }, { model: 'demo/parlance' }] })
  const { page, complaints } = await enter('/admin/aliases/edit/careful')
  await page.getByLabel('Question').fill('[echo] Here I am')
  await page.getByRole('button', { name: 'Ask' }).click()
  await page.getByText('Here I am', { exact: true }).waitFor()
  t.ok(await seen(page.getByText(/demo\/parlance answered after/)))
  t.ok(await seen(page.getByText(/Failed before: broken/)))
  t.same(complaints, [])
})

test('an alias is deleted by its name', options, async t => {
  await put('old', { targets: [{ model: 'demo/parlance' }] })
  const { page, complaints } = await enter('/admin/aliases/edit/old')
  await page.getByRole('button', { name: 'Delete the alias' }).click()
  await page.getByRole('dialog').getByLabel(/Type/).fill('old')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the alias' }).click()
  await page.getByText('The alias old was deleted.').waitFor()
  t.equal((await server.call('GET', '/api/v1/aliases/old')).status, 404)
  t.same(complaints, [])
})
