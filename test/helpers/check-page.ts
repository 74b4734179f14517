// What every page has to be: accessible in both themes and on a phone, and no wider than the window.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong, in words. */
export async function findBarriers (page: Page): Promise<string[]> {
  // what fades in has no colours of its own yet
  await page.evaluate('Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => {})))')
  if (await page.evaluate('typeof axe') === 'undefined') await page.evaluate(source)
  return page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ': ' + failureSummary)))`)
}

/** How many pixels the page can be scrolled sideways; parts of it may. */
export const overflowOf = (page: Page): Promise<number> => page.evaluate("Math.max(0, ...[document.scrollingElement, document.querySelector('main')].map(element => element.scrollWidth - element.clientWidth))")

/** Waits for an expression to hold. The page's policy forbids what a browser's own waiting would do. */
export async function until (page: Page, expression: string): Promise<void> {
  while (!await page.evaluate(expression)) await page.waitForTimeout(50)
}

const themes = ['light', 'dark'] as const

/** Looks at a page as it stands, light and dark, wide and narrow. */
export async function checkPage (t: Test, page: Page, what: string): Promise<void> {
  const wide = page.viewportSize()!
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    t.same(await findBarriers(page), [], `${what}, ${colorScheme}`)
  }
  await page.setViewportSize({ width: 390, height: 844 })
  t.equal(await overflowOf(page), 0, `${what} fits on a phone`)
  t.same(await findBarriers(page), [], `${what} on a phone`)
  await page.setViewportSize(wide)
  await page.emulateMedia({ colorScheme: 'light' })
}
