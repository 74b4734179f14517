// What is measured. Each subject is one process that listens on `port` and forwards to the mock.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scenarios } from './scenarios.mjs'

const here = import.meta.dirname
const root = join(here, '..')
const adminKey = 'plk_' + randomBytes(24).toString('base64url')
const openaiPath = '/v1/chat/completions'

/** The paths that a plain forwarder takes: what comes in goes out. */
const forwarded = ({ protocol }) => protocol === 'anthropic' ? '/v1/messages' : openaiPath
const plain = { path: forwarded, model: name => name, headers: ['authorization: Bearer sk-bench'] }

const plenty = 100_000_000
/** What has a budget is asked only what has a price. */
const modelOverrides = Object.fromEntries(Object.values(scenarios).map(({ model }) => [model, { pricing: { input: 1, output: 2 } }]))

/** A build of ours, asked with a key that has limits, and `more` of what a key may have. `environment({ upstream })`: settings besides. */
export const ours = (folderOfBuild, { limits = {}, environment, ...more } = {}) => ({
  missing: existsSync(join(folderOfBuild, 'dist/main.js')) ? undefined : 'it is not built (npm run build)',
  health: '/api/v1/health',
  path: () => '/api/v1/chat/completions',
  model: (name, { protocol }) => `${protocol ?? 'openai'}-mock/${name}`,
  command: ({ port, folder, upstream }) => ({
    args: [process.execPath, join(folderOfBuild, 'dist/main.js')],
    cwd: folder,
    logFile: join(folder, 'gateway.log'),
    env: { NODE_ENV: 'production', PORT: port, DATA_DIR: join(folder, 'data'), ADMIN_API_KEY: adminKey, ENCRYPTION_KEY: randomBytes(32).toString('base64'), JWT_SECRET: randomBytes(32).toString('base64'), ...environment?.({ upstream }) },
  }),
  setUp: async ({ port, upstream }) => {
    const post = async (path, body) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`)
      return answer.json()
    }
    await post('/providers', { name: 'openai-mock', kind: 'openai-compatible', baseUrl: `${upstream}/v1`, apiKey: 'sk-upstream', modelOverrides })
    await post('/providers', { name: 'anthropic-mock', kind: 'anthropic', baseUrl: upstream, apiKey: 'sk-upstream', modelOverrides })
    const { secret } = await post('/api-keys', { name: 'bench', scopes: ['inference'], limits: { requestsPerMinute: plenty, requestsPerHour: plenty, requestsPerDay: plenty, ...limits }, ...more })
    return { headers: [`authorization: Bearer ${secret}`] }
  },
})

/** The mock takes what is told to it. */
const collector = share => ({ upstream }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: upstream, OTEL_TRACES_SAMPLER_ARG: share })

/**
 * `command({ port, upstream, folder })` starts it; `setUp({ port, upstream })` may configure it and give headers.
 * `isDirect`: there is no process between; `measuresChild`: the work is done by a child of what is started.
 * `missing` says why it cannot run here; `isExtra`: measured only when it is asked for.
 */
export const subjects = {
  direct: { ...plain, isDirect: true },

  nginx: {
    ...plain,
    missing: existsSync('/usr/sbin/nginx') ? undefined : 'nginx is not installed (apt-get install nginx-light)',
    measuresChild: true,
    health: '/health',
    command: ({ port, upstream, folder }) => {
      const conf = readFileSync(join(here, 'subjects/nginx.conf'), 'utf8').replaceAll('@PORT@', port).replaceAll('@UPSTREAM@', new URL(upstream).host).replaceAll('@FOLDER@', folder)
      writeFileSync(join(folder, 'nginx.conf'), conf)
      return { args: ['/usr/sbin/nginx', '-c', join(folder, 'nginx.conf')], env: {} }
    },
  },

  bare: {
    ...plain,
    health: '/health',
    command: ({ port, upstream }) => ({ args: [process.execPath, join(here, 'subjects/bare.mjs')], env: { PORT: port, UPSTREAM: upstream } }),
  },

  // everything on: production settings, a key with limits, validation, receipts, the log written to a file
  gateway: ours(root),

  // the same with a budget in dollars and a limit in tokens on the key
  governed: ours(root, { limits: { tokensPerMinute: 1_000_000_000 }, budget: { usd: 1_000_000, period: 'month' } }),

  // the same as `gateway`, every request traced and told to a collector; one in ten
  traced: { ...ours(root, { environment: collector('1') }), isExtra: true },
  sampled: { ...ours(root, { environment: collector('0.1') }), isExtra: true },

  // another build of ours, to see what a change costs
  before: {
    ...ours(process.env.BEFORE_DIR ?? ''),
    missing: process.env.BEFORE_DIR ? undefined : 'BEFORE_DIR does not say where another checkout of Parlance was built',
  },

  portkey: {
    ...plain,
    missing: process.env.PORTKEY_DIR ? undefined : 'PORTKEY_DIR does not say where @portkey-ai/gateway is installed',
    health: '/',
    path: () => openaiPath,
    command: ({ port }) => ({
      args: [process.execPath, join(process.env.PORTKEY_DIR, 'node_modules/@portkey-ai/gateway/build/start-server.js'), '--headless', `--port=${port}`],
      cwd: process.env.PORTKEY_DIR,
      env: { NODE_ENV: 'production' },
    }),
    setUp: async ({ upstream }) => ({ headers: [...plain.headers, 'x-portkey-provider: openai', `x-portkey-custom-host: ${upstream}/v1`] }),
  },
}
