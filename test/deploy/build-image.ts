// `npm run test:image`: does everything that the Dockerfile says, each stage in a folder of its own, and tries what comes out of it.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildStage, createIgnore, readDockerfile } from './dockerfile.ts'
import { tryImage } from './try-image.ts'

const folder = mkdtempSync(join(tmpdir(), 'parlance-image-'))
const say = (line: string): void => console.log(line)
try {
  const isIgnored = createIgnore(readFileSync('.dockerignore', 'utf8'))
  const context = join(folder, 'context')
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).split('\n').filter(path => path !== '' && !isIgnored(path))
  for (const path of files) {
    mkdirSync(dirname(join(context, path)), { recursive: true })
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) cpSync(path, join(context, path))
  }
  say(`${files.length} files in the context`)
  const nodeFolder = mkdtempSync(join(folder, 'node-'))
  cpSync(process.execPath, join(nodeFolder, 'node'))
  const roots = new Map<string, string>()
  const stages = readDockerfile('Dockerfile')
  for (const stage of stages) {
    say(`FROM ${stage.from}${stage.name === '' ? '' : ` AS ${stage.name}`}`)
    const root = join(folder, stage.name === '' ? 'image' : stage.name)
    mkdirSync(root)
    await buildStage(stage, root, { roots, context, nodeFolder, say })
    roots.set(stage.name, root)
  }
  execFileSync('chmod', ['-R', 'a+rX', folder])
  const { health, sick, answer, code, log, writes } = await tryImage(stages.at(-1)!, roots.get('')!, { nodeFolder })
  const bytes = Number(execFileSync('du', ['-sb', join(roots.get('')!, 'app')], { encoding: 'utf8' }).split('\t')[0])
  say(`health check ${health} (before the start ${sick}), exit code ${code}, own files ${writes === 0 ? 'writable' : 'read-only'}, ${Math.round(bytes / 1e6)} MB besides Node`)
  if (health !== 0 || sick === 0 || code !== 0 || !answer.includes('"reply"')) throw new Error(`the image does not work:\n${answer}\n${log}`)
  say('All is well.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
