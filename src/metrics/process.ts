import type { Registry } from 'prom-client'

/** How often the event loop is looked at for how late it is, in milliseconds. */
const lagPrecisionMs = 20

/** What Node and the machine say of this process: memory, CPU, garbage, event loop. Nothing is loaded or measured before the first look. */
export function createProcessMetrics (): () => Promise<string> {
  let registry: Promise<Registry> | undefined
  const open = async (): Promise<Registry> => {
    const { collectDefaultMetrics, Registry } = await import('prom-client')
    const made = new Registry()
    collectDefaultMetrics({ register: made, eventLoopMonitoringPrecision: lagPrecisionMs })
    return made
  }
  // its word for what was not measured yet is not the format's
  return async () => (await (await (registry ??= open())).metrics()).replaceAll(' Nan\n', ' NaN\n')
}
