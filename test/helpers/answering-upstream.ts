import type { Test } from 'tap'
import type { TestApp } from './app.ts'
import { json, startUpstream, type Received, type Reply, type Upstream } from './replay-upstream.ts'
import { type Kind, type Said, voices } from './voices.ts'

export const texts = {
  plain: 'Hello, wörld 👋 — this is a short answer.',
  json: '{"city":"Paris","degrees":18}',
  summary: 'It is 18 °C in Paris and 21 °C in Rome.',
}
export const calls = [
  { id: 'call_paris', name: 'get_weather', args: { city: 'Paris' } },
  { id: 'call_rome', name: 'get_weather', args: { city: 'Rome' } },
]

/** What a model would say: it calls the tools that it has, sums up what they answered, and keeps to a schema. */
const decide = ({ parsed }: Received): Said => {
  const { messages, tools = [] } = parsed
  if (/"role":"tool"|"tool_result"/.test(JSON.stringify(messages))) return { text: texts.summary }
  if (tools.length > 0) return { text: '', calls }
  const format = parsed.response_format ?? parsed.output_config?.format ?? parsed.format
  return { text: format === undefined ? texts.plain : texts.json }
}

/** Answers in the dialect of its kind. Words in the prompt let it fail: `[fail 429]`, `[break]`, `[stall]`, `[wait]`. */
export const answerAs = (kind: Kind) => (request: Received): Reply => {
  const voice = voices[kind]
  const prompt = request.body.toString()
  const [, status] = /\[fail (\d+)\]/.exec(prompt) ?? []
  if (status !== undefined) return voice.error(Number(status), 'it went wrong, as asked', { headers: { 'retry-after': '7' } })
  if (prompt.includes('[break]')) return voice.broken('the GPU caught fire')
  const said = decide(request)
  if (request.parsed.stream !== true) return voice.whole(said, prompt.includes('[wait]') ? { delayMs: 60_000 } : {})
  return voice.stream(said, { includeUsage: request.parsed.stream_options?.include_usage === true, splitAt: 50, ...prompt.includes('[stall]') && { stallAfter: 700 } })
}

const listings: Record<Kind, [path: string, listing: object]> = {
  openai: ['/v1/models', { object: 'list', data: [{ id: 'm', object: 'model', created: 1_700_000_000, owned_by: 'openai' }] }],
  'openai-compatible': ['/v1/models', { data: [{ id: 'm', object: 'model' }] }],
  huggingface: ['/v1/models', { object: 'list', data: [{ id: 'm', object: 'model', owned_by: 'acme', providers: [{ provider: 'acme', status: 'live' }] }] }],
  anthropic: ['/v1/models', { data: [{ type: 'model', id: 'm', display_name: 'M', created_at: '2025-01-01T00:00:00Z' }], has_more: false, first_id: 'm', last_id: 'm' }],
  ollama: ['/api/tags', { models: [{ name: 'm', model: 'm', details: { family: 'llama' } }] }],
}

/** A provider named after its kind on a replay upstream that speaks as that kind does. */
export async function addAnswering (t: Pick<Test, 'teardown'>, server: TestApp, kind: Kind): Promise<Upstream> {
  const [listingPath, listing] = listings[kind]
  const upstream = await startUpstream(t, { [listingPath]: json(listing), [`POST ${voices[kind].path}`]: answerAs(kind) })
  await server.addProvider({ name: kind, kind, baseUrl: kind === 'ollama' ? upstream.url : `${upstream.url}/v1`, apiKey: 'sk-upstream-key-0123456789' })
  return upstream
}
