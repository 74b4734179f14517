// Builds what changed since the last build. `npm run build` calls it for everything, `npm start` for the server.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { withLock } from './lock.mjs'
import { capture, root, toolPath } from './pinned-node.mjs'

const common = ['tsconfig.json', 'package-lock.json']
export const targets = {
  server: { project: 'tsconfig.build.json', source: 'src', out: 'dist', inputs: ['src', 'tsconfig.build.json', ...common] },
  client: { project: 'client/tsconfig.json', source: 'client/src', out: 'client/dist', inputs: ['client/src', 'client/tsconfig.json', 'client/package.json', ...common] },
  web: { bundle: 'web', out: 'web/dist', inputs: ['web/src', 'web/worker', 'web/frames', 'web/public', 'web/build', 'web/index.html', 'web/vite.config.ts', 'web/tsconfig.json', 'web/package.json', 'client/src', ...common] },
}

/** Returns at once when the last build was of the same bytes. Throws with what the compiler said. */
export const ensureBuilt = async name => {
  const target = targets[name]
  const stampPath = join(root, target.out, stampName)
  const wanted = fingerprint(target.inputs)
  const isFresh = () => existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wanted
  if (isFresh()) return
  await withLock(`build the ${name}`, async () => {
    if (!isFresh()) await build(name, target, wanted)
  })
}

// npm never publishes a file whose name begins so
const stampName = '._stamp'

/** Types are checked by `npm run check`, not here. The new folder takes the place of the old one only when it is whole. */
const build = async (name, { project, source, bundle, out }, stamp) => {
  const started = Date.now()
  // beside the old one, so that the paths in source maps hold after the move
  const next = join(root, `${out}.next`)
  const last = join(root, `${out}.last`)
  for (const folder of [next, last]) rmSync(folder, { recursive: true, force: true })
  const { code, output } = await capture(bundle === undefined
    ? [toolPath('typescript', 'tsc'), '-p', project, '--noCheck', '--outDir', next, '--pretty', 'false']
    : [toolPath('vite'), 'build', bundle, '--outDir', next, '--emptyOutDir', '--logLevel', 'warn'])
  if (code !== 0) throw new Error(`Building the ${name} failed:\n${output.trim()}`)
  for (const path of source === undefined ? [] : files(join(root, source))) {
    if (!path.endsWith('.ts')) cpSync(path, join(next, relative(join(root, source), path)))
  }
  writeFileSync(join(next, stampName), stamp)
  if (existsSync(join(root, out))) renameSync(join(root, out), last)
  renameSync(next, join(root, out))
  rmSync(last, { recursive: true, force: true })
  console.error(`Built the ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
}

/** Content, not times: a checkout touches files without changing them. */
const fingerprint = inputs => {
  const hash = createHash('sha256')
  for (const path of inputs.flatMap(input => files(join(root, input)))) hash.update(relative(root, path)).update(readFileSync(path))
  return hash.digest('hex')
}

const files = path => {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path).sort().flatMap(name => files(join(path, name)))
}
