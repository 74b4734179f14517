import type { Server, ServerResponse } from 'node:http'
import type { Test } from 'tap'

/** Watches everything that leaves a server for secrets that were told to it. */
export type Canary = {
  /** From now on this must be seen nowhere. Short ones are not watched: they occur by chance. */
  plant(...secrets: unknown[]): void
  /** Where log lines go. */
  lines: string[]
  watch(server: Server): void
}

const leaves: ('write' | 'end')[] = ['write', 'end']

/** When the test ends, every log line and every byte of every answer is searched for what was planted: in each test that starts a server. */
export function createCanary (t: Pick<Test, 'teardown'>): Canary {
  const secrets = new Set<string>()
  const lines: string[] = []
  const answers: string[] = []
  t.teardown(() => {
    const seen = [...lines, ...answers].filter(text => [...secrets].some(secret => text.includes(secret)))
    if (seen.length > 0) throw new Error(`A planted secret was told: ${seen[0]!.slice(0, 500)}`)
  })
  return {
    lines,
    plant (...planted) {
      for (const secret of planted) if (typeof secret === 'string' && secret.length >= 12) secrets.add(secret)
    },
    watch (server) {
      server.prependListener('request', (_request, response: ServerResponse) => {
        let text = ''
        for (const name of leaves) {
          const leave = response[name].bind(response) as (...args: unknown[]) => never
          response[name] = (...args: unknown[]) => {
            if ((typeof args[0] === 'string' || args[0] instanceof Uint8Array) && text.length < 1e6) text += Buffer.from(args[0] as string).toString()
            return leave(...args)
          }
        }
        response.once('close', () => { if (!isRevealing(text)) answers.push(JSON.stringify(response.getHeaders()) + text) })
      })
    },
  }
}

/** The answers that show a secret: when a key is made or rotated, and when somebody signs in. */
const isRevealing = (text: string): boolean => /^\{"key":\{"id":"key_.*"secret":"plk_/.test(text) || /^\{"webhook":\{"id":"whk_.*"secret":"whsec_/.test(text) || /^\{"accessToken":"eyJ/.test(text)
