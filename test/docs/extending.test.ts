import { cp, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { readConfig } from '../../src/config/index.ts'
import { createLogger } from '../../src/plugins/logger.ts'
import { adminKey } from '../helpers/app.ts'
import { pageOf, root } from './pages.ts'
import { runBlock } from './run-block.ts'

test('the endpoint of the page is served by a copy of the server in which it was written', async t => {
  const folder = t.testdir({ data: {} })
  await Promise.all([
    cp(join(root, 'src'), join(folder, 'src'), { recursive: true }),
    cp(join(root, 'package.json'), join(folder, 'package.json')),
    symlink(join(root, 'node_modules'), join(folder, 'node_modules')),
  ])
  const block = pageOf('docs/extending.md').blocks.find(({ code }) => code.includes('/route.ts <<'))!
  t.equal(await runBlock(block, { folder, environment: { PATH: process.env['PATH']! }, replace: code => code }), undefined)
  const { buildApp } = await import(pathToFileURL(join(folder, 'src/app.ts')).href)
  const { app } = await buildApp({ config: readConfig({ NODE_ENV: 'test', ADMIN_API_KEY: adminKey, DATA_DIR: join(folder, 'data') }), log: createLogger({ level: 'silent', isPretty: false }) })
  t.teardown(() => app.close())
  const ask = (headers: Record<string, string>) => app.inject({ url: '/api/v1/greeting', headers })
  t.strictSame((await ask({ authorization: `Bearer ${adminKey}` })).json(), { text: 'Hello!' })
  t.equal((await ask({})).statusCode, 401)
})
