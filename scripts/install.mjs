// Installs the dependencies when they are missing or not those of the lock file. Runs on the machine's own Node and on built-ins only.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { withLock } from './lock.mjs'
import { nodePath, root } from './pinned-node.mjs'

const stampPath = join(root, 'node_modules/.parlance')

/** Returns at once when all is there. Throws with what npm said. */
export const ensureInstalled = async () => {
  const wanted = fingerprint()
  if (isInstalled(wanted)) return
  await withLock('install', async () => {
    if (isInstalled(wanted)) return
    if (!matchesLockFile()) await install()
    writeFileSync(stampPath, wanted)
  })
}

const isInstalled = wanted => readIfThere(stampPath) === wanted && existsSync(nodePath)

const fingerprint = () => {
  const { workspaces = [] } = readJson(join(root, 'package.json'))
  const files = ['package-lock.json', 'package.json', ...workspaces.map(folder => join(folder, 'package.json'))]
  const hash = createHash('sha256')
  for (const file of files) hash.update(readIfThere(join(root, file)) ?? '')
  return hash.digest('hex')
}

/** Whether somebody ran npm by hand since: npm notes in node_modules what it put there. */
const matchesLockFile = () => {
  const note = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(nodePath) || !existsSync(note)) return false
  const installed = readJson(note).packages
  return Object.entries(readJson(join(root, 'package-lock.json')).packages).every(([path, wanted]) =>
    !path.startsWith('node_modules/') || wanted.link || wanted.optional || installed[path]?.version === wanted.version)
}

const install = async () => {
  console.error('Installing dependencies (about a minute the first time) …')
  const started = Date.now()
  const { code, output } = await npm(['ci', '--include=dev', '--no-progress', '--loglevel=error'])
  if (code !== 0) {
    const said = output.trim().split('\n').filter(line => !/^npm error +at /.test(line)).slice(-20).join('\n')
    throw new Error(`${said}\n\nThe dependencies could not be installed: npm ci ended with ${code}, see above. It needs the npm registry once.`)
  }
  console.error(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

const npm = args => new Promise((resolve, reject) => {
  const child = spawn('npm', args, { cwd: root, env: npmEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', bytes => { output += bytes })
  child.on('error', error => reject(error.code === 'ENOENT' ? new Error('npm was not found. Install Node 20 or newer with npm.') : error))
  child.on('close', code => resolve({ code, output }))
})

/** npm must not run on the Node that it is about to replace, and needs a cache that it can write to. */
const npmEnvironment = () => {
  const path = process.env.PATH.split(delimiter).filter(folder => !folder.endsWith('node_modules/.bin')).join(delimiter)
  const cache = process.env.npm_config_cache ?? join(homedir(), '.npm')
  return { ...process.env, PATH: path, ...(isWritable(cache) ? {} : { npm_config_cache: join(tmpdir(), 'parlance-npm') }) }
}

const isWritable = folder => {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const readJson = path => JSON.parse(readFileSync(path, 'utf8'))

const readIfThere = path => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  }
}
