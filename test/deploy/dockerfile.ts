// Reads a Dockerfile, and does what it says in folders of this machine instead of layers: no engine is needed.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

export type Instruction = { name: string; flags: Record<string, string>; text: string }
export type Stage = { name: string; from: string; instructions: Instruction[] }

/** The stages of a Dockerfile. */
export function readDockerfile (path: string): Stage[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(line => !/^\s*(#|$)/.test(line)).join('\n').replaceAll(/\\\n\s*/g, ' ').split('\n')
  const stages: Stage[] = []
  for (const line of lines) {
    const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    if (name === '') throw new Error(`this is no instruction: ${line}`)
    const flags: Record<string, string> = {}
    const text = rest.replace(/^(?:--([\w-]+)=(\S+)\s+)+/, flag => {
      for (const [, key, value] of flag.matchAll(/--([\w-]+)=(\S+)/g)) flags[key!] = value!
      return ''
    })
    if (name === 'FROM') {
      const [, from = '', as] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(text) ?? []
      stages.push({ name: as ?? '', from, instructions: [] })
    } else if (name !== 'ARG') stages.at(-1)!.instructions.push({ name, flags, text })
  }
  return stages
}

export const only = ({ instructions }: Stage, name: string): Instruction => instructions.filter(instruction => instruction.name === name).at(-1)!

/** The variables that a stage sets. */
export const environmentOf = ({ instructions }: Stage): Record<string, string> =>
  Object.fromEntries(instructions.filter(({ name }) => name === 'ENV').flatMap(({ text }) => [...text.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key!, value!])))

/** What .dockerignore keeps out. The last pattern that fits decides. */
export function createIgnore (text: string): (path: string) => boolean {
  const patterns = text.split('\n').filter(line => !/^\s*(#|$)/.test(line)).map(line => {
    const isKept = line.startsWith('!')
    const glob = line.replace(/^!/, '').split(/(\*\*\/|\*)/).map(part => part === '**/' ? '(?:.*/)?' : part === '*' ? '[^/]*' : part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')).join('')
    return { isKept, pattern: new RegExp(`^${glob}(?:/.*)?$`) }
  })
  return path => patterns.reduce((isOut, { isKept, pattern }) => pattern.test(path) ? !isKept : isOut, false)
}

export type Built = {
  /** Folders that stand for the roots of stages. */
  roots: Map<string, string>
  /** The context, as .dockerignore leaves it. */
  context: string
  /** Where Node is. */
  nodeFolder: string
  say(line: string): void
}

const isRoot = process.getuid?.() === 0
/** The user `node` of the official image. */
export const nodeUser = isRoot ? { uid: 1000, gid: 1000 } : {}

/** Does what a stage says. `links`: large folders are linked to instead of copied. */
export async function buildStage (stage: Stage, root: string, { roots, context, nodeFolder, say }: Built, { links = [] }: { links?: readonly string[] } = {}): Promise<void> {
  let folder = root
  const environment: Record<string, string> = {}
  const inside = (path: string): string => path.startsWith('/') ? join(root, path) : join(folder, path)
  for (const { name, flags, text } of stage.instructions) {
    if (name === 'WORKDIR') mkdirSync(folder = inside(text), { recursive: true })
    if (name === 'ENV') Object.assign(environment, environmentOf({ ...stage, instructions: [{ name, flags, text }] }))
    if (name === 'COPY') {
      const words = text.split(/\s+/)
      const target = inside(words.pop()!)
      for (const word of words) {
        const source = join(flags['from'] === undefined ? context : roots.get(flags['from'])!, word)
        if (!existsSync(source)) throw new Error(`COPY ${text}: there is no ${source}`)
        const isInto = words.length > 1 || /\/$/.test(text) || text.endsWith(' ./')
        const to = isInto ? join(target, basename(source)) : target
        mkdirSync(dirname(to), { recursive: true })
        if (links.includes(word)) symlinkSync(source, to)
        else cpSync(realpathSync(source), word === '.' ? target : to, { recursive: true, verbatimSymlinks: true })
      }
    }
    if (name !== 'RUN') continue
    say(`RUN ${text}`)
    const command = text.replaceAll(/(?<=\s)\/data\b/g, join(root, 'data')).replace('-o node -g node', isRoot ? '-o 1000 -g 1000' : '')
    await promisify(execFile)('/bin/sh', ['-ec', command], { cwd: folder, env: { PATH: `${nodeFolder}:/usr/bin:/bin`, HOME: root, ...npmSettings(), ...environment }, maxBuffer: 1e8 })
  }
}

/** Where npm gets its packages from on this machine. */
const npmSettings = (): Record<string, string> => Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => /^npm_config_(registry|cache)$/i.test(entry[0]) && entry[1] !== undefined))

/** Runs a command as the image would: its user, its variables, nothing writable but the folder for data. */
export function runInImage (stage: Stage, root: string, command: readonly string[], { nodeFolder }: Pick<Built, 'nodeFolder'>, given: Record<string, string>): ChildProcess {
  const { DATA_DIR = '', ...environment } = environmentOf(stage)
  chmodSync(root, 0o755)
  // without what tap adds to every process: it writes where this user may not
  return spawn('/usr/bin/env', ['-u', 'NODE_OPTIONS', join(nodeFolder, command[0]!), ...command.slice(1)], {
    cwd: join(root, only(stage, 'WORKDIR').text),
    env: { PATH: `${nodeFolder}:/usr/bin:/bin`, ...environment, DATA_DIR: join(root, DATA_DIR), ...given },
    ...nodeUser,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
