import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, readFileSync, symlinkSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'tap'
import { buildStage, createIgnore, only, readDockerfile } from './dockerfile.ts'
import { tryImage } from './try-image.ts'

const stages = readDockerfile('Dockerfile')
const image = stages.at(-1)!
const isIgnored = createIgnore(readFileSync('.dockerignore', 'utf8'))

test('the Dockerfile is built in stages, runs as nobody special and says how it fares', async t => {
  t.strictSame(stages.map(({ name }) => name), ['build', 'dependencies', ''])
  t.equal(new Set(stages.map(({ from }) => from)).size, 1, 'all from one image')
  t.equal(only(image, 'USER').text, 'node')
  t.match(only(image, 'HEALTHCHECK').flags, { interval: '30s', timeout: '5s' })
  for (const name of ['CMD', 'VOLUME', 'EXPOSE']) t.ok(only(image, name), name)
})

test('the context has what is copied, and no secret, no data and no history', async t => {
  const copied = stages.flatMap(({ instructions }) => instructions.filter(({ name, flags }) => name === 'COPY' && flags['from'] === undefined).flatMap(({ text }) => text.split(/\s+/).slice(0, -1)))
  t.ok(copied.length > 5)
  for (const path of copied) t.ok(path === '.' || (existsSync(path) && !isIgnored(path)), path)
  for (const path of ['.env', '.env.production', '.git/config', 'data/parlance.db', 'node_modules/pg/package.json', 'web/node_modules/x.js', 'dist/main.js', 'web/dist/index.html', 'client/.env', 'docs/chats.md', 'test/x.ts']) t.ok(isIgnored(path), path)
  for (const path of ['src/main.ts', 'web/src/main.tsx', 'client/src/index.ts', 'scripts/build-all.mjs', 'package-lock.json', 'tsconfig.json']) t.notOk(isIgnored(path), path)
})

test('what the image runs serves, is healthy only while it does, writes nothing but its data, and stops when it is told to', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-image-'))
  chmodSync(folder, 0o755)
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  execFileSync(process.execPath, ['--input-type=module', '-e', "import { ensureBuilt } from './scripts/build.mjs'; await ensureBuilt('server')"])
  // what the stages before come to, without their minutes: npm run test:image takes these
  const built = join(folder, 'build')
  mkdirSync(join(built, 'app/web/dist'), { recursive: true })
  symlinkSync(join(process.cwd(), 'dist'), join(built, 'app/dist'))
  const roots = new Map([['build', built], ['dependencies', join(folder, 'dependencies')]])
  mkdirSync(join(folder, 'dependencies/app'), { recursive: true })
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'dependencies/app/node_modules'))
  const root = join(folder, 'image')
  const nodeFolder = dirname(process.execPath)
  await buildStage(image, root, { roots, context: process.cwd(), nodeFolder, say: t.comment }, { links: ['/app/node_modules'] })
  const tried = await tryImage(image, root, { nodeFolder })
  t.match(tried, { health: 0, sick: 1, answer: /"reply"/, code: 0 }, tried.log)
  if (process.getuid?.() === 0) t.not(tried.writes, 0, 'it cannot change its own files')
})
