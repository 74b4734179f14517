// The machine that is measured on: its cores, its processes, and whether anybody else uses it.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const here = import.meta.dirname
export const out = join(here, 'out')

/** The subject has a core for itself; the mock and the load generator share another. */
export const cores = { subject: 0, tools: 1 }

/** Why nothing can be measured here; undefined when all is well. */
export const whyNot = () => {
  if (process.platform !== 'linux') return 'The benchmark reads /proc and pins processes to cores: it runs on Linux.'
  if (cpus().length < 2) return 'The benchmark needs two cores: one for the gateway, one for the load.'
  for (const [command, advice] of [['taskset', 'apt-get install util-linux'], ['g++', 'apt-get install g++']]) {
    if (!isThere(command)) return `The benchmark needs ${command} (${advice}).`
  }
  return undefined
}

/** How many descriptors a process may have here, at the most. */
export const mostDescriptors = () => Number(/Max open files +\d+ +(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity)

const isThere = command => process.env.PATH.split(':').some(folder => existsSync(join(folder, command)))

/** Compiles the mock and the load generator when their sources are newer. */
export const compileTools = () => {
  mkdirSync(out, { recursive: true })
  const native = join(here, 'native')
  const newest = Math.max(...execFileSync('find', [native, '-type', 'f', '-printf', '%T@\n']).toString().trim().split('\n').map(Number)) * 1000
  for (const name of ['mock', 'load']) {
    const target = join(out, name)
    if (existsSync(target) && statSync(target).mtimeMs > newest) continue
    console.log(`Compiling ${name} …`)
    execFileSync('g++', ['-O2', '-std=c++20', '-o', target, join(native, `${name}.cpp`)], { stdio: ['ignore', 'inherit', 'inherit'] })
  }
}

const children = new Set()

/**
 * Starts a process on one core. `logFile` takes its output, else `child.output` collects it; `child.complaint` is the end of its
 * stderr. With `hasLine` a Node may be sent messages.
 */
export const launch = (args, { core, env = {}, cwd, logFile, hasLine = false } = {}) => {
  // thousands of streams need two descriptors each: Node takes what it may by itself, nginx does not
  // a session of its own has its own share of the scheduler, which may be raised where it is allowed
  const child = spawn('taskset', ['-c', String(core), 'sh', '-c', 'ulimit -n "$(ulimit -Hn)" && exec "$@"', 'sh', ...args], { env: { ...process.env, ...env }, cwd, detached: true, stdio: ['ignore', logFile ? openSync(logFile, 'a') : 'pipe', 'pipe', ...hasLine ? ['ipc'] : []] })
  child.output = ''
  child.stdout?.on('data', text => { child.output += text })
  child.complaint = ''
  child.stderr.on('data', text => { child.complaint = (child.complaint + text).slice(-2000) })
  children.add(child)
  child.on('close', () => children.delete(child))
  try {
    writeFileSync(`/proc/${child.pid}/autogroup`, '-10')
  } catch {
    // not root, or a kernel without autogroups: the measurement is a little noisier
  }
  return child
}

export const stop = child => new Promise(resolve => {
  if (!children.has(child)) return resolve()
  const kill = setTimeout(() => child.kill('SIGKILL'), 3000)
  child.on('close', () => {
    clearTimeout(kill)
    resolve()
  })
  child.kill('SIGTERM')
})

process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM')
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

export const freePort = () => new Promise(resolve => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    server.close(() => resolve(port))
  })
})

/** Waits until the address answers 2xx. Gives the milliseconds that it took. */
export const untilHealthy = async (port, path, child, limitMs = 20_000) => {
  const started = performance.now()
  while (performance.now() - started < limitMs) {
    if (await answers(port, path)) return performance.now() - started
    if (!children.has(child)) throw new Error(`it ended at once: ${firstLine(child.complaint)}`)
    await sleep(2)
  }
  throw new Error(`no answer from port ${port}${path} within ${limitMs / 1000} s: ${firstLine(child.complaint)}`)
}

const firstLine = text => text.trim().split('\n')[0]

const answers = (port, path) => new Promise(resolve => {
  const request = get({ host: '127.0.0.1', port, path, agent: false, timeout: 2000 }, response => {
    response.resume()
    response.on('end', () => resolve(response.statusCode >= 200 && response.statusCode < 300))
    response.on('error', () => resolve(false))
  })
  request.on('error', () => resolve(false))
  request.on('timeout', () => request.destroy())
})

export const rssKb = pid => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)

/** nginx works in a child of what was started. */
export const firstChild = pid => Number(execFileSync('pgrep', ['-P', String(pid)]).toString().trim().split('\n')[0])

/** Waits for a moment in which others leave our two cores alone, but not for ever. */
export const untilQuiet = async patienceMs => {
  for (const started = performance.now(); performance.now() - started < patienceMs;) {
    const before = busyTicks()
    await sleep(400)
    const share = (busyTicks() - before) / 40
    if (share < 0.2) return
    await sleep(300)
  }
}

const busyTicks = () => readFileSync('/proc/stat', 'utf8').split('\n').slice(1 + cores.subject, 2 + cores.tools).reduce((sum, line) => {
  const [user, nice, system, , , irq, softirq, stolen] = line.trim().split(/\s+/).slice(1).map(Number)
  return sum + user + nice + system + irq + softirq + stolen
}, 0)
