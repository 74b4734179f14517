import { parseArgs } from 'node:util'
import { type Config, ConfigError } from '../config/index.ts'
import type { Context } from './commands.ts'
import { checkClock, checkDatabase } from './checks/database.ts'
import { type Finding, fault, ok, warn } from './checks/finding.ts'
import { checkDataDir, checkDocuments, checkExposure, checkNode, checkPort } from './checks/machine.ts'
import { checkProviders } from './checks/providers.ts'
import { checkRedis } from './checks/redis.ts'

const signs = { ok: '✓', warning: '!', fault: '✗' }

/** Looks at everything that a server stands on, changes nothing, and says what is wrong and how to mend it. Exit code 1 when something is. */
export const examine = async ({ args, readConfig, say }: Context): Promise<number> => {
  const { values: { json = false, offline = false } } = parseArgs({ args, options: { json: { type: 'boolean' }, offline: { type: 'boolean' } } })
  const findings: Finding[] = []
  for await (const found of findAll(readConfig, offline)) {
    findings.push(found)
    if (!json) say(`${signs[found.state]} ${found.check.padEnd(12)}${found.message}${found.mend === undefined ? '' : `\n  ${' '.repeat(12)}→ ${found.mend}`}`)
  }
  const count = (state: Finding['state']): number => findings.filter(finding => finding.state === state).length
  if (json) say(JSON.stringify({ ok: count('fault') === 0, findings }, undefined, 2))
  else say(count('fault') + count('warning') === 0 ? '\nAll is well.' : `\n${count('fault')} to mend, ${count('warning')} to think about.`)
  return count('fault') === 0 ? 0 : 1
}

async function * findAll (readConfig: () => Config, isOffline: boolean): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node)
  yield checkClock(Date.now())
  let config: Config
  try {
    config = readConfig()
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown
    // nothing else can be looked at without it
    yield fault('settings', thrown.message, `Correct ${thrown.variable}: see docs/configuration.md.`)
    return
  }
  yield ok('settings', config.mode)
  for (const warning of config.warnings) yield warn('settings', warning, 'See docs/configuration.md.')
  const onData = await checkDataDir(config)
  yield * onData
  const canWrite = !onData.some(({ state, check }) => state === 'fault' && check === 'data')
  const onDatabase = canWrite || config.databaseUrl !== undefined ? await checkDatabase(config) : []
  yield * onDatabase
  yield * await checkRedis(config)
  yield await checkPort(config)
  yield * checkExposure(config)
  yield await checkDocuments(config)
  if (!isOffline && canWrite && !onDatabase.some(({ state }) => state === 'fault')) yield * await checkProviders(config)
}
