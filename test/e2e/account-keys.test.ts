import { execFile } from 'node:child_process'
import t, { test } from 'tap'
import { startApp, type TestApp } from '../helpers/app.ts'
import { comes, needsBrowser, noLimits, seen, signUp, textOf, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: one’s own keys')
let server: TestApp
let url: string
t.before(async () => {
  server = await startApp(t, noLimits)
  url = server.url
})
let people = 0

const enter = async (t: Parameters<typeof visit>[0]) => {
  const visitor = await visit(t, url, { permissions: ['clipboard-read', 'clipboard-write'] })
  await signUp(visitor, url, `keeper${++people}`)
  await visitor.page.goto(url + '/account/keys')
  await visitor.page.getByText('No keys yet').waitFor()
  return visitor
}

const ask = (key: string) => server.call('POST', '/api/v1/chat/completions', { key, body: { model: 'demo/parlance', messages: [{ role: 'user', content: '[echo] hi' }] } })
/** All that the page keeps, and all that it shows. */
const traces = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.documentElement.innerHTML, [...document.querySelectorAll("input, textarea")].map(({ value }) => value)])'

test('a key is made, its secret is shown this once, and the snippets work as they are', options, async t => {
  const { page, complaints } = await enter(t)
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('web shop')
  await dialog.getByLabel('Requests a minute').fill('many')
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  await dialog.getByText('A whole number from 1, or nothing.').waitFor()
  await dialog.getByLabel('Requests a minute').fill('60')
  await dialog.getByLabel('Expires').selectOption('30')
  await dialog.getByRole('button', { name: 'Make the key' }).click()

  const secret = await dialog.getByLabel('The secret').innerText()
  t.match(secret, /^plk_/)
  await dialog.getByRole('button', { name: 'Copy' }).first().click()
  await dialog.getByText('Copied').first().waitFor()
  t.equal(await page.evaluate('navigator.clipboard.readText()'), secret)
  const info = await ask(secret)
  t.equal(info.status, 200)
  t.equal(info.headers.get('x-ratelimit-limit'), '60')

  for (const [name, words] of [['curl', [`${url}/api/v1/chat/completions`]], ['OpenAI SDK', [`baseURL: '${url}/api/v1'`]], ['Anthropic SDK', [`baseURL: '${url}'`]], ['@parlance/client', [`baseUrl: '${url}'`]]] as const) {
    await dialog.getByRole('tab', { name, exact: true }).click()
    const code = await dialog.locator('pre').innerText()
    for (const word of [...words, secret]) t.ok(code.includes(word), `${name} has ${word === secret ? 'the secret' : word}`)
  }
  await page.keyboard.press('Escape')
  t.ok(await seen(dialog), 'a secret does not vanish by a slip')
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('listitem').filter({ hasText: 'web shop' }).waitFor()
  const kept: string = await page.evaluate(traces)
  t.notOk(kept.includes(secret), 'the page has forgotten it')
  t.same(complaints, [])
})

test('the snippet for curl works as it is pasted', options, async t => {
  const { page } = await enter(t)
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('notebook')
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  await dialog.getByLabel('The secret').waitFor()
  const code = await dialog.locator('pre').innerText()
  const said = await new Promise<string>((resolve, reject) => execFile('sh', ['-c', code], (error, stdout) => error === null ? resolve(stdout) : reject(error)))
  t.match(JSON.parse(said), { object: 'chat.completion' })
})

test('a key is edited, gets a new secret while the old one still works, and is revoked', options, async t => {
  const { page, complaints } = await enter(t)
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('editor')
  await dialog.getByLabel('Requests a day').fill('500')
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  const first = await dialog.getByLabel('The secret').innerText()
  await dialog.getByRole('button', { name: 'I have copied it' }).click()

  const item = page.getByRole('listitem').filter({ hasText: 'editor' })
  const choose = async (name: string) => {
    await page.getByRole('button', { name: /^Actions for/ }).click()
    await page.getByRole('menuitem', { name }).click()
  }
  await choose('Edit')
  t.equal(await comes(() => dialog.getByLabel('Requests a day').inputValue(), '500'), '500')
  await dialog.getByLabel('Requests a day').fill('')
  await dialog.getByLabel('Requests an hour').fill('50')
  await dialog.getByLabel('Chats').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('“editor” is saved.').waitFor()
  await item.getByText('50 an hour').waitFor()
  t.equal(await item.getByText('500 a day').count(), 0)
  t.ok(await seen(item.getByText('Chats')))

  await choose('New secret')
  await dialog.getByLabel('The old secret stops').selectOption('hour')
  await dialog.getByRole('button', { name: 'Make a new secret' }).click()
  const second = await dialog.getByLabel('The secret').innerText()
  t.not(second, first)
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  t.equal((await ask(first)).status, 200)
  t.equal((await ask(second)).status, 200)

  await choose('Revoke')
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('“editor” does not work any more.').waitFor()
  t.equal((await ask(second)).status, 401)
  await item.getByText('Revoked', { exact: true }).waitFor()
  t.equal(await item.getByRole('button').count(), 0, 'nothing can be done with it any more')
  t.same(complaints, [])
})

test('a key has a budget and models of its own, which can be taken away again', options, async t => {
  const { page, complaints } = await enter(t)
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('thrifty')
  await dialog.getByLabel('US dollars').fill('lots')
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  await dialog.getByText('A sum, or nothing.').waitFor()
  await dialog.getByLabel('US dollars').fill('2,50')
  await dialog.getByLabel('Begins anew').selectOption('week')
  await dialog.getByLabel('Allowed models').fill('demo/parlance-mini\n')
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  const secret = await dialog.getByLabel('The secret').innerText()
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  const item = page.getByRole('listitem').filter({ hasText: 'thrifty' })
  await item.getByText('1 model pattern').waitFor()
  t.match(await textOf(item, /\$2\.50[^]* a week/), /\$2\.50[^]* a week/)
  t.equal((await ask(secret)).status, 404, 'another model is not there for it')

  await page.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  t.equal(await comes(() => dialog.getByLabel('US dollars').inputValue(), '2.5'), '2.5')
  t.equal(await comes(() => dialog.getByLabel('Begins anew').inputValue(), 'week'), 'week')
  await dialog.getByLabel('US dollars').fill('')
  await dialog.getByLabel('Allowed models').fill('')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await item.getByText('1 model pattern').waitFor({ state: 'detached' })
  t.notMatch(await item.innerText(), /\$/)
  t.equal((await ask(secret)).status, 200)
  t.same(complaints, [])
})
