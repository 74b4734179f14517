// Makes the PNG icons of the page from its SVG: `node scripts/run.mjs scripts/icons.ts`, after a change of web/public/icon.svg.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchChromium } from '../test/helpers/chromium.ts'

const folder = join(import.meta.dirname, '../web/public')
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8')
/** Launchers cut a maskable icon to a shape of their own: its ground goes to the edges, and the mark keeps away from them. */
const maskable = svg.replace('rx="116"', '')

const browser = await launchChromium()
const page = await browser.newPage()
for (const [name, size, source] of [['icon-192', 192, svg], ['icon-512', 512, svg], ['icon-180', 180, maskable], ['icon-maskable-512', 512, maskable]] as const) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>html,body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`)
  await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true })
}
await browser.close()
