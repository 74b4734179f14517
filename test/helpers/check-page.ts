// What every page has to be: accessible in both themes and on a phone, and no wider than the window.
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { findBarriers } from './axe.ts'

/** How many pixels the page can be scrolled sideways; parts of it may. */
export const overflowOf = (page: Page): Promise<number> => page.evaluate("Math.max(0, ...[document.scrollingElement, document.querySelector('main')].map(element => element.scrollWidth - element.clientWidth))")

/** Waits for an expression to hold. The page's policy forbids what a browser's own waiting would do. */
export async function until (page: Page, expression: string): Promise<void> {
  while (!await page.evaluate(expression)) await page.waitForTimeout(50)
}

/** What fades has no colours of its own yet. */
const settle = (page: Page): Promise<unknown> => page.evaluate('new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))).then(() => Promise.all(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity).map(({ finished }) => finished.catch(() => {}))))')

const themes = ['light', 'dark'] as const

/** Looks at a page as it stands, light and dark, wide and narrow. */
export async function checkPage (t: Test, page: Page, what: string): Promise<void> {
  const wide = page.viewportSize()!
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    await settle(page)
    t.same(await findBarriers(page), [], `${what}, ${colorScheme}`)
  }
  await page.setViewportSize({ width: 390, height: 844 })
  await settle(page)
  t.equal(await overflowOf(page), 0, `${what} fits on a phone`)
  t.same(await findBarriers(page), [], `${what} on a phone`)
  await page.setViewportSize(wide)
  await page.emulateMedia({ colorScheme: 'light' })
}
