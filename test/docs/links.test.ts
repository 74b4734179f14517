import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'tap'
import { anchorsOf, pageOf, pages, proseOf, root, type Page } from './pages.ts'

/** Links and pictures of a page that lead to a file or a heading here. */
const linksOf = (page: Page): string[] => [
  ...[...proseOf(page).matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)],
  ...[...proseOf(page).matchAll(/(?:src|srcset|href)="([^"]+)"/g)],
].map(([, link = '']) => link).filter(link => !/^[a-z]+:/.test(link))

const others: Page[] = ['client/README.md', 'bench/README.md'].map(path => ({ path, text: readFileSync(join(root, path), 'utf8'), blocks: [] }))

const findPage = (path: string): Page | undefined => [...pages, ...others].find(page => page.path === path)

/** What is wrong with a link; undefined when it leads somewhere. */
function faultOf (page: Page, link: string): string | undefined {
  const [file = '', anchor] = link.split('#')
  const path = file === '' ? page.path : normalize(join(dirname(page.path), file))
  if (path.startsWith('..')) return `${link} leads out of the project`
  if (!existsSync(join(root, path))) return `${link} leads nowhere`
  if (anchor !== undefined && !(findPage(path) !== undefined && anchorsOf(findPage(path)!).includes(anchor))) return `${link}: there is no such heading`
}

for (const page of [...pages, ...others]) {
  test(`every link of ${page.path} leads to a file and heading that exist`, async t => {
    t.strictSame(linksOf(page).map(link => faultOf(page, link)).filter(fault => fault !== undefined), [])
  })
}

test('a link that leads nowhere is found', async t => {
  const page = pageOf('README.md')
  t.match(faultOf(page, 'docs/nothing.md'), /leads nowhere/)
  t.match(faultOf(page, 'docs/limits.md#nothing'), /no such heading/)
  t.match(faultOf(page, '../elsewhere.md'), /out of the project/)
  t.equal(faultOf(page, 'docs/limits.md#budgets'), undefined)
})

test('every guide is in the index', async t => {
  const index = linksOf(pageOf('docs/README.md')).map(link => link.split('#')[0])
  for (const { path } of pages.filter(({ path }) => path.startsWith('docs/') && path !== 'docs/README.md')) t.ok(index.includes(path.slice('docs/'.length)), path)
})
