import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { exceptions, type Exception } from './exceptions.ts'
import { root, type Block, type Page } from './pages.ts'
import { preparations } from './preparations.ts'
import { runBlock, type Place } from './run-block.ts'

/** A block that was run, and what went wrong in it. */
export type Outcome = { block: Block; fault: string | undefined }

const isProgram = (language: string): boolean => ['sh', 'js', 'ts'].includes(language)

/** For pages on which nothing runs: what is only read needs no server. */
const nowhere: Place = { folder: tmpdir(), environment: {}, replace: code => code }

/** Runs the blocks of a page, in order, against a server of its own. What comes after a fault is not run. */
export async function runPage (t: Pick<Test, 'teardown'>, page: Page): Promise<Outcome[]> {
  const blocks = page.blocks.map(block => ({ ...block, code: withoutExceptions(page, block.code) }))
  const place = blocks.some(({ language, code }) => isProgram(language) && code.trim() !== '') ? await preparePlace(t, page) : nowhere
  const outcomes: Outcome[] = []
  for (const block of blocks) {
    const fault = await runBlock(block, place)
    outcomes.push({ block, fault })
    if (fault !== undefined) break
  }
  return outcomes
}

/** Credentials of providers, as pages write them: `hf_…`. */
const secret = /\b(hf_|gsk_|AIza|sk-(?:[a-z]+-)*)…/g

export const isExcepted = ({ page, line }: Exception, { path }: Page, of: string): boolean => path === page && of.startsWith(line)

const withoutExceptions = (page: Page, code: string): string =>
  commandsOf(code).filter(command => !exceptions.some(exception => isExcepted(exception, page, command))).join('\n')

/** The lines, those together that go on after a backslash. */
const commandsOf = (code: string): string[] => code.split(/(?<!\\)\n/)

async function preparePlace (t: Pick<Test, 'teardown'>, page: Page): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-docs-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const documents = join(folder, 'documents')
  // shared by the server and the commands of an operator
  const house = { DATA_DIR: join(folder, 'data'), ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') }
  await Promise.all([mkdir(documents), symlink(join(root, 'node_modules'), join(folder, 'node_modules'))])
  const { settings, prepare } = preparations[page.path] ?? {}
  const server = await startApp(t, { ...house, DOCUMENTS_DIR: documents, ...await settings?.(folder) })
  const { replacements = {} } = await prepare?.({ t, server, folder, documents }) ?? {}
  const all = { ...replacements, 'http://127.0.0.1:3000': server.url, 'http://localhost:3000': server.url, 'localhost:3000': server.url.slice('http://'.length), 'plk_…': adminKey }
  return {
    folder,
    environment: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: folder,
      PARLANCE_URL: server.url,
      PARLANCE_API_KEY: adminKey,
      ...process.env['NODE_COMPILE_CACHE'] !== undefined && { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
      ...house,
      RESTORED_DIR: join(folder, 'restored'),
    },
    replace: code => Object.entries(all).reduce((code, [said, meant]) => code.replaceAll(said, meant), code).replaceAll(secret, '$1of-nobody-0123456789'),
  }
}
