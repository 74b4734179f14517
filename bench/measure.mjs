// One run: a fresh mock, a fresh subject, a load, and what it cost.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cores, firstChild, freePort, launch, out, rssKb, stop, untilHealthy, untilQuiet } from './machine.mjs'
import { chatBody } from './scenarios.mjs'

/** Measures again when others disturbed it, at most `attempts` times. Never throws: a failure is a row with `error`. */
export const measure = async (subject, scenario, context) => {
  for (let attempt = 0; ; attempt++) {
    const row = await measureOnce(subject, scenario, context).catch(error => ({ error: error.message }))
    if (row.error || !row.isNoisy || attempt === context.attempts - 1) return { ...row, attempt }
  }
}

const measureOnce = async (subject, scenario, { name, timeScale, attempts }) => {
  const folder = join(out, 'subjects', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const ports = { mock: await freePort(), subject: await freePort() }
  const upstream = `http://127.0.0.1:${ports.mock}`
  const mock = launch([join(out, 'mock'), String(ports.mock)], { core: cores.tools })
  let child
  try {
    await untilHealthy(ports.mock, '/', mock)
    if (subject.command) {
      const { args, ...options } = subject.command({ port: String(ports.subject), upstream, folder })
      child = launch(args, { core: cores.subject, ...options })
      await untilHealthy(ports.subject, subject.health, child)
    }
    const { headers } = await subject.setUp?.({ port: ports.subject, upstream }) ?? subject
    const body = writeBody(subject, scenario, folder)
    const base = ['--port', subject.isDirect ? ports.mock : ports.subject, '--path', subject.path(scenario), '--body', body, ...headers.flatMap(header => ['--header', header])]
    if (scenario.prewarm) await load([...base, '--conns', 50, '--warmup', 0, '--time', scenario.prewarm])
    await sleep(200)
    await untilQuiet(attempts * 4000)
    const pid = !child ? mock.pid : subject.measuresChild ? firstChild(child.pid) : child.pid
    const rssBeforeKb = rssKb(pid)
    const result = await load([...base, ...pace(scenario, timeScale), '--pid', pid, '--pid', mock.pid])
    return { ...result, rssBeforeKb, ...disturbance(result, subject) }
  } finally {
    if (child) await stop(child)
    await stop(mock)
  }
}

export const writeBody = (subject, scenario, folder) => {
  const path = join(folder, 'body.json')
  writeFileSync(path, chatBody({ model: subject.model(scenario.model, scenario), stream: scenario.unit === 'chunk', bytes: scenario.bytes }))
  return path
}

const pace = ({ connections, warmup, time, rate, ramp }, timeScale) => [
  '--conns', connections, '--warmup', warmup, '--time', time * timeScale,
  ...(rate ? ['--rate', rate] : []), ...(ramp ? ['--ramp', ramp] : []),
]

export const load = args => new Promise((resolve, reject) => {
  const child = launch([join(out, 'load'), ...args.map(String)], { core: cores.tools })
  child.on('close', code => code === 0 ? resolve(JSON.parse(child.output)) : reject(new Error(`the load generator failed: ${child.complaint}`)))
})

/** Somebody else ran on the subject's core while the subject waited, or used much of both: caches are shared. */
const disturbance = ({ processes: [own, mock, tool], coresBusyUs, seconds }, { isDirect }) => {
  const window = seconds * 1e6
  const onSubjectCore = isDirect ? 0 : own.cpuUs
  const onToolsCore = mock.cpuUs + tool.cpuUs
  const foreign = [coresBusyUs[cores.subject] - onSubjectCore, coresBusyUs[cores.tools] - onToolsCore].map(us => Math.max(0, us) / window)
  const waited = isDirect ? 0 : own.waitUs / window
  return { foreign, waited, isNoisy: Math.min(waited, foreign[0]) > 0.025 || (!isDirect && foreign[0] + foreign[1] > 0.25) }
}
