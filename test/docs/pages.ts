import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/** A fence of a page: what it holds, in which language, and on which line it begins. */
export type Block = { language: string; code: string; line: number }

export type Page = { path: string; text: string; blocks: Block[] }

const fence = /^( *)```([a-z]*)\n([^]*?)^ *```$/gm

function readPage (path: string): Page {
  const text = readFileSync(join(root, path), 'utf8')
  const blocks = [...text.matchAll(fence)].map(([, indent = '', language = '', code = ''], index, all) => ({
    language,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    line: text.slice(0, all[index]?.index).split('\n').length + 1,
  }))
  return { path, text, blocks }
}

/** The guides below docs/, and the pages at the top. */
export const pages: Page[] = [
  'README.md', 'CONTRIBUTING.md', 'SECURITY.md',
  ...readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md')).sort().map(name => `docs/${name}`),
].map(readPage)

/** The page of a path. Throws when there is none. */
export function pageOf (path: string): Page {
  const page = pages.find(page => page.path === path)
  if (page === undefined) throw new Error(`There is no page ${path}.`)
  return page
}

/** The words in the first column of the tables of a page that stand there as code. */
export const firstCells = ({ text }: Page): string[] => [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, word = '']) => word)

/** A page without its code, in which nothing is a link or a heading. */
export const proseOf = ({ text }: Page): string => text.replaceAll(fence, '').replaceAll(/`[^`\n]*`/g, code => code.replaceAll(/[[\]<>]/g, ' '))

/** How a heading is linked to, as GitHub makes it. */
export const anchorsOf = ({ text }: Page): string[] => [...text.replaceAll(fence, '').matchAll(/^#{1,6} (.+)$/gm)]
  .map(([, heading = '']) => heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(' ', '-'))
