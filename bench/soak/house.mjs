// The built server that is soaked: as in production, with limits, the log written to a file, its ledger and its chats on SQLite.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { cores, launch } from '../machine.mjs'

const adminKey = 'plk_' + randomBytes(24).toString('base64url')
const secret = () => randomBytes(32).toString('base64')
const plenty = 100_000_000
const pricing = { input: 1, output: 2 }
const modelOverrides = Object.fromEntries(['mixed', 'long', 'late'].map(model => [model, { pricing }]))

/** `setUp` gives a key; `ledger` what it has written of calls, `metrics` the text of `/metrics`. */
export const openHouse = ({ port, upstream, folder }) => {
  const base = `http://127.0.0.1:${port}`
  const ask = async (method, path, body) => {
    const answer = await fetch(base + path, { method, headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }, ...body && { body: JSON.stringify(body) } })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return answer
  }
  const get = async path => (await ask('GET', `/api/v1${path}`)).json()
  const post = async (path, body) => (await ask('POST', `/api/v1${path}`, body)).json()
  const child = launch([process.execPath, '--expose-gc', '--import', join(import.meta.dirname, 'probe.mjs'), join(import.meta.dirname, '../../dist/main.js')], {
    core: cores.subject,
    cwd: folder,
    logFile: join(folder, 'server.log'),
    hasLine: true,
    env: {
      NODE_ENV: 'production', PORT: String(port), DATA_DIR: join(folder, 'data'), ADMIN_API_KEY: adminKey, ENCRYPTION_KEY: secret(), JWT_SECRET: secret(),
      // what stalls is given up while the soak still looks
      UPSTREAM_TIMEOUT_MS: '6000', UPSTREAM_FIRST_TOKEN_TIMEOUT_MS: '6000',
    },
  })
  return {
    child,
    metrics: async () => (await ask('GET', '/metrics')).text(),
    async setUp () {
      await post('/providers', { name: 'openai-mock', kind: 'openai-compatible', baseUrl: `${upstream}/v1`, apiKey: 'sk-upstream', modelOverrides })
      await post('/providers', { name: 'anthropic-mock', kind: 'anthropic', baseUrl: upstream, apiKey: 'sk-upstream', modelOverrides })
      const limits = { requestsPerMinute: plenty, requestsPerHour: plenty, requestsPerDay: plenty }
      return (await post('/api-keys', { name: 'soak', scopes: ['inference', 'chats'], limits, budget: { usd: 1_000_000, period: 'month' } })).secret
    },
    /** What the ledger says: sums by model, and each call that failed. */
    ledger: async () => ({ rows: (await get('/analytics/usage?groupBy=model')).data, failed: await all(get, '/analytics/requests?limit=200&status=failed') }),
  }
}

const all = async (get, path) => {
  const found = []
  for (let cursor; ;) {
    const { data, nextCursor } = await get(`${path}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    found.push(...data)
    if (!nextCursor) return found
    cursor = nextCursor
  }
}
