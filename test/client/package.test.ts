import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const compile = (...options: string[]) => run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options])

// A project that has the package, as it would be published, and what it depends on.
const project = t.testdir()
const installed = join(project, 'node_modules/@parlance/client')
await mkdir(installed, { recursive: true })
await compile('-p', join(root, 'client/tsconfig.json'), '--outDir', join(installed, 'dist'))
await cp(join(root, 'client/package.json'), join(installed, 'package.json'))
for (const name of ['openapi-fetch', 'openapi-typescript-helpers']) await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name))
await writeFile(join(project, 'package.json'), '{"type":"module"}')

/** Loaded when rooms are first asked for, and only then; it has a build of its own for browsers. */
const optional = 'socket.io-client'

t.test('reaches no module that a browser does not have', async t => {
  const seen = new Set<string>()
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return
    seen.add(path)
    const source = await readFile(path, 'utf8')
    for (const [, name = ''] of source.matchAll(/(?<!\/)\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      t.notOk(isBuiltin(name), `${path} imports ${name}`)
      if (name === optional) continue
      if (!isBuiltin(name)) await visit(name.startsWith('.') ? resolve(dirname(path), name) : fileURLToPath(import.meta.resolve(name)))
    }
  }
  await visit(join(installed, 'dist/index.js'))
  const outside = [...seen].filter(path => !path.startsWith(installed))
  t.same(outside.map(path => path.slice(root.length)), ['/node_modules/openapi-fetch/dist/index.mjs'])
  t.ok(seen.size > 10, `${seen.size} modules`)
})

t.test('depends on openapi-fetch alone', async t => {
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  t.same(Object.keys(dependencies), ['openapi-fetch'])
})

t.test('has types that refuse what is wrong, in a project of a stranger', async t => {
  const source = await readFile(join(import.meta.dirname, 'types.ts'), 'utf8')
  await writeFile(join(project, 'types.ts'), source.replace('../../client/src/index.ts', '@parlance/client'))
  for (const [module, moduleResolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']] as const) {
    const compilerOptions = { strict: true, noEmit: true, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'], types: [], module, moduleResolution }
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }))
    const said = await compile('-p', project).then(() => '', ({ stdout }) => stdout)
    t.equal(said, '', moduleResolution)
  }
})

t.test('works where there are no globals but the web’s', async t => {
  const server = await startApp(t)
  const { stdout } = await run(process.execPath, ['--experimental-vm-modules', join(import.meta.dirname, 'web-realm.ts'), join(installed, 'dist/index.js'), server.url, adminKey])
  t.same(JSON.parse(stdout), { text: 'from afar', isTyped: true, code: 'model_not_found', has: ['undefined', 'undefined', 'undefined'] })
})

t.test('has a README whose examples run', async t => {
  const server = await startApp(t)
  const readme = await readFile(join(root, 'client/README.md'), 'utf8')
  const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)
  t.ok(examples.length > 5)
  await Promise.all(examples.map(async (code, index) => {
    const path = join(project, `example-${index}.ts`)
    await writeFile(path, code.replace('http://127.0.0.1:3000', server.url).replace('plk_…', adminKey))
    const said = await run(process.execPath, [path])
    t.ok(said.stdout.length > 0, said.stdout.slice(0, 60))
    t.equal(said.stderr, '')
  }))
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'], types: [], module: 'nodenext' },
    include: ['example-*.ts'],
  }))
  t.equal(await compile('-p', project).then(() => '', ({ stdout }) => stdout), '')
})
