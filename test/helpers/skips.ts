import { appendFileSync } from 'node:fs'
import t from 'tap'

/** Says that something was not tested and how to have it tested: in the output here, and at the end of the test command. */
export const reportSkip = (what: string, how: string): void => {
  t.comment(`skipped: ${what} (${how})`)
  const file = process.env.PARLANCE_SKIPS
  if (file) appendFileSync(file, `${what}: ${how}\n`)
}
