import { test, type Test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { answers, composerOf, needsBrowser, noLimits, say, seen, signUp, visit } from '../helpers/web-page.ts'

const options = needsBrowser('the page in a browser: what models write')

const open = async (t: Test, visitOptions = {}) => {
  const server = await startApp(t, noLimits)
  const visitor = await visit(t, server.url, visitOptions)
  await signUp(visitor, server.url, 'ana')
  return { ...visitor, server }
}

test('thoughts are folded, tools are named, and what the model wrote is not run', options, async t => {
  const { page, complaints, strangers } = await open(t)
  await say(page, 'Hm [reasoning] [length 20] [delay 0]')
  await answers(page, 'complete').waitFor()
  const thoughts = page.getByText('Thoughts')
  t.equal(await page.locator('.fold-content').count(), 0, 'folded at first')
  await thoughts.click()
  t.ok(await seen(page.locator('.fold-content')))

  await say(page, '[echo] [delay 0] <img src=x onerror="document.title=1"> <script>document.title = 1</script> <a href="javascript:alert(1)">link</a> ![cat](https://cats.example/cat.png)')
  await answers(page, 'complete').nth(1).getByRole('button', { name: 'Load image from cats.example: cat' }).waitFor()
  t.equal(await page.locator('.answer script, .answer [onerror], .answer a[href^=javascript]').count(), 0)
  t.notMatch(await page.title(), /^1/)
  t.same(strangers, [], 'no image is asked for before somebody wants it')
  t.same(complaints, [])
})

test('formulas, diagrams and pages are shown, and no policy is broken', options, async t => {
  const { page, complaints } = await open(t)
  await say(page, '[echo] [delay 0] $e^{i\\pi}$\n\n```mermaid\ngraph TD; A-->B\n```\n\n```html\n<p id="p">before</p><script>p.textContent = "a script ran in " + self.origin</script>\n```\n')
  await answers(page, 'complete').waitFor()
  await page.locator('.katex').waitFor()
  await page.getByRole('img', { name: /^Diagram/ }).waitFor()
  await page.getByRole('button', { name: 'Preview' }).click()
  const frame = page.frameLocator('iframe.md-preview')
  await frame.getByText('a script ran in null').waitFor()
  await composerOf(page).waitFor()
  t.same(complaints, [])
})
