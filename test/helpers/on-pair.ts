import { hasNginx } from './nginx.ts'
import { probePostgres } from './databases.ts'
import { probeRedis } from './redis.ts'
import { reportSkip } from './skips.ts'

/** Runs whole suites, by their paths below `test/`, against two servers behind nginx. Says what is missing for that. */
export async function onPair (...suites: readonly string[]): Promise<void> {
  const [postgres, redis] = await Promise.all([probePostgres(), probeRedis()])
  if (postgres === undefined) return reportSkip('suites against two instances', 'set TEST_DATABASE_URL')
  if (redis === undefined) return reportSkip('suites against two instances', 'set TEST_REDIS_URL')
  if (!hasNginx) return reportSkip('suites against two instances', 'apt-get install nginx-light')
  process.env['TEST_PAIR'] = '1'
  for (const suite of suites) await import(`../${suite}.test.ts`)
}
