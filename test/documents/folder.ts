import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { adminKey, startApp, type TestApp } from '../helpers/app.ts'

/** Files by path. */
export type Files = Record<string, string | Uint8Array>

/** A folder of documents inside of another one, where things lie that must not be reached. */
export type Folder = { path: string; outside: string; write(files: Files): Promise<void> }

export async function makeFolder (t: Test, files: Files = {}): Promise<Folder> {
  const outside = await mkdtemp(join(tmpdir(), 'parlance-documents-'))
  t.teardown(() => rm(outside, { recursive: true, force: true }))
  const path = join(outside, 'library')
  const write = async (files: Files): Promise<void> => {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(path, name)), { recursive: true })
      await writeFile(join(path, name), content)
    }
  }
  await mkdir(path)
  await write({ '../secret.md': 'outside', ...files })
  return { path, outside, write }
}

export type Library = TestApp & Folder & {
  /** Paths of all documents. */
  paths(query?: string): Promise<string[]>
  /** One document; each name of its path is encoded. */
  read(path: string): ReturnType<TestApp['call']>
  /** Asks for a path as it stands: `fetch` would tidy it up. */
  ask(path: string): Promise<{ status: number; json: any }>
}

/** A server whose documents lie in a folder of their own. */
export async function startLibrary (t: Test, files: Files = {}): Promise<Library> {
  const folder = await makeFolder(t, files)
  const server = await startApp(t, { DOCUMENTS_DIR: folder.path })
  return {
    ...server,
    ...folder,
    paths: async (query = '') => (await server.call('GET', `/api/v1/documents?limit=200${query}`)).json.data.map(({ path }: { path: string }) => path),
    read: path => server.call('GET', `/api/v1/documents/${path.split('/').map(encodeURIComponent).join('/')}`),
    ask: path => new Promise((resolve, reject) => {
      const { port, hostname } = new URL(server.url)
      const headers = { authorization: `Bearer ${adminKey}` }
      request({ port, hostname, path: `/api/v1/documents/${path}`, headers }, response => {
        let text = ''
        response.on('data', chunk => { text += chunk }).on('end', () => resolve({ status: response.statusCode!, json: JSON.parse(text) }))
      }).on('error', reject).end()
    }),
  }
}
