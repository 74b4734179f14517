import { dirname } from 'node:path/posix'
import { test } from 'tap'
import ts from 'typescript'
import { judgeImport } from './judge-import.ts'
import { compositionRoots, rooms } from './rooms.ts'
import { type SourceFile, sourceFiles } from './source-files.ts'

const house = sourceFiles('src')
const maxLines = 300

test('there is a house to check', async t => {
  t.ok(house.length > 100, `found ${house.length} files`)
  const empty = Object.keys(rooms).filter(room => room !== 'realtime' && !house.some(({ path }) => path.startsWith(`src/${room}/`)))
  t.strictSame(empty, [], 'every room of the table but those still to be built has files')
  t.ok(house.flatMap(imports).length > 300, 'their imports are read')
})

test('a wrong import is found', async t => {
  const wrong: [string, string][] = [
    ['src/gateway/plan.ts', '../dialects/openai-chat/index.ts'],
    ['src/gateway/plan.ts', '../providers/openai/index.ts'],
    ['src/lib/sse.ts', '../core/errors.ts'],
    ['src/accounts/api-keys.ts', 'fastify'],
    ['src/storage/vault.ts', '@fastify/helmet'],
    ['src/providers/groq/index.ts', '../openai/index.ts'],
    ['src/core/chat.ts', '../../client/src/index.ts'],
    ['src/cellar/wine.ts', '../core/chat.ts'],
  ]
  for (const [file, specifier] of wrong) t.type(judgeImport(file, specifier), 'string', `${file} ← ${specifier}`)
})

test('every form of import is read', async t => {
  const text = `
    import a from './a.ts'
    import type { B } from './b.ts'
    export { c } from './c.ts'
    export * from './d.ts'
    import './e.ts'
    const f = await import('./f.ts')
    type G = import('./g.ts').G
    // import h from './h.ts'
  `
  t.strictSame(imports({ path: 'src/lib/x.ts', text }).sort(), ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => `./${name}.ts`))
})

test('every room imports only what it may', async t => {
  const wrong = house.flatMap(file => imports(file).map(specifier => judgeImport(file.path, specifier)))
  t.strictSame(wrong.filter(sentence => sentence !== undefined), [])
})

test('only main.ts and the command line know the process', async t => {
  const strangers = house.filter(({ path }) => path !== 'src/main.ts' && !path.startsWith('src/cli/'))
  t.strictSame(strangers.filter(namesProcess).map(({ path }) => `${path} uses process: hand in what it needs from there.`), [])
  t.ok(namesProcess({ path: 'src/lib/x.ts', text: 'export const port = process.env.PORT' }))
  t.ok(namesProcess({ path: 'src/lib/x.ts', text: "import { env } from 'node:process'" }))
  t.notOk(namesProcess({ path: 'src/lib/x.ts', text: 'export const order = { process: 1 }.process // process.env' }))
})

test(`no file has more than ${maxLines} lines`, async t => {
  const long = sourceFiles('src', 'client', 'web', 'scripts', 'openapi', 'bench', 'test').filter(({ text }) => text.split('\n').length - 1 > maxLines)
  t.strictSame(long.map(({ path }) => `${path} is longer than ${maxLines} lines: it is two ideas.`), [])
})

test('every folder of routes has its route', async t => {
  const folders = new Set(house.filter(({ path }) => path.startsWith('src/routes/')).map(({ path }) => dirname(path)))
  t.ok(folders.size > 5, `found ${folders.size} folders`)
  t.strictSame([...folders].filter(folder => !house.some(({ path }) => path === `${folder}/route.ts`)).map(folder => `${folder} has no route.ts.`), [])
})

test('every room says in one sentence what it is for', async t => {
  const indexes = house.filter(({ path }) => /^src\/\w+\/index\.ts$/.test(path))
  t.ok(indexes.length > 3, `found ${indexes.length} indexes`)
  t.strictSame(indexes.filter(({ text }) => !/^\/[/*]/.test(text)).map(({ path }) => `${path} does not begin with a comment.`), [])
})

test('no room lies beside the table', async t => {
  const known = [...Object.keys(rooms), ...compositionRoots, 'cli']
  const strangers = new Set(house.map(({ path }) => path.split('/')[1] ?? '').filter(room => !known.includes(room)))
  t.strictSame([...strangers], [])
})

function imports ({ text }: SourceFile): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
}

/** Whether the code, not a comment or a property of that name, speaks of the global or its module. */
function namesProcess (file: SourceFile): boolean {
  if (imports(file).some(specifier => /^(node:)?process$/.test(specifier))) return true
  let isFound = false
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === 'process' && !isPropertyName(node)) isFound = true
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true))
  return isFound
}

function isPropertyName ({ parent }: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'process' && !(ts.isIdentifier(parent.expression) && parent.expression.text === 'process')
  return ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent)
}
