// What a process takes over time, and whether it grows.
import { readdirSync, readFileSync } from 'node:fs'
import { rssKb } from '../machine.mjs'

export const descriptors = pid => readdirSync(`/proc/${pid}/fd`).length

/** CPU time of a process so far, in seconds. */
export const cpuSeconds = pid => {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number)
  return (user + system) / 100
}

/** Asks the probe inside the server. */
export const askProbe = (child, question = {}) => new Promise((resolve, reject) => {
  const late = setTimeout(() => reject(new Error('the server’s probe does not answer')), 30_000)
  child.once('message', answer => {
    clearTimeout(late)
    resolve(answer)
  })
  child.send(question)
})

/** The sum of a measurement of `/metrics`; 0 where it is not told. */
export const readMetric = (text, name) => text.split('\n').filter(line => line.startsWith(`${name} `) || line.startsWith(`${name}{`)).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)

const watched = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'parlance_active_calls', 'parlance_active_streams', 'parlance_generations_running', 'parlance_sockets', 'parlance_ledger_waiting', 'parlance_upstream_connections', 'nodejs_eventloop_lag_p99_seconds']

/** One look at the server. Memory in MB. */
export const sample = async ({ child, metrics, since }) => {
  const text = await metrics()
  const { heapUsed, external, listeners, resources } = await askProbe(child)
  return {
    seconds: (performance.now() - since) / 1000,
    rss: rssKb(child.pid) / 1024,
    heap: heapUsed / 2 ** 20,
    external: external / 2 ** 20,
    descriptors: descriptors(child.pid),
    listeners,
    timers: resources.Timeout ?? 0,
    ...Object.fromEntries(watched.map(name => [name, readMetric(text, name)])),
  }
}

/** A line through points by least squares: by how much `figure` grows a minute, and the standard error of that. */
export const slopeOf = (samples, figure) => {
  const count = samples.length
  const mean = of => samples.reduce((sum, each) => sum + of(each), 0) / count
  const [minutes, value] = [each => each.seconds / 60, each => each[figure]]
  const [x, y] = [mean(minutes), mean(value)]
  const spread = samples.reduce((sum, each) => sum + (minutes(each) - x) ** 2, 0)
  const slope = samples.reduce((sum, each) => sum + (minutes(each) - x) * (value(each) - y), 0) / spread
  const rest = samples.reduce((sum, each) => sum + (value(each) - y - slope * (minutes(each) - x)) ** 2, 0)
  return { slope, error: Math.sqrt(rest / Math.max(1, count - 2) / spread), mean: y }
}
