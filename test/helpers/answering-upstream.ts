import type { Test } from 'tap'
import type { TestApp } from './app.ts'
import { startUpstream, type Received, type Reply, type Upstream } from './replay-upstream.ts'
import { answerOf, speakerOf, type Asked, type Kind, type Said, type Trouble, type Voice, voices } from './voices.ts'

export const texts = {
  plain: 'Hello, wörld 👋 — this is a short answer.',
  json: '{"city":"Paris","degrees":18}',
  summary: 'It is 18 °C in Paris and 21 °C in Rome.',
  thought: 'They greet me, so I shall greet them.',
  refusal: 'I cannot help with that.',
}
export const calls = [
  { id: 'call_paris', name: 'get_weather', args: { city: 'Paris' } },
  { id: 'call_rome', name: 'get_weather', args: { city: 'Rome' } },
]
export const signature = 'RXFRQmVkcw=='
export const cachedTokens = { prompt: 111, completion: 7, cached: 64 }
export const thoughtTokens = { prompt: 11, completion: 20, reasoning: 13 }

/** What a model would say: it calls the tools that it has, sums up what they answered, and keeps to a schema. Words in the prompt bend it. */
const decide = ({ system = '', prompt, tools, choice, results, isSerial = false, format, n = 1, logprobs }: Asked, { can }: Voice): Said => {
  const has = (word: string): boolean => prompt.includes(`[${word}]`)
  const thought = { text: texts.thought, ...can.has('signature') && { signature } }
  const said: Said = {
    text: has('silent') ? '' : format === undefined && !/\bJSON\b/.test(system) ? texts.plain : texts.json,
    ...has('think') && can.has('thought') && { thought },
    ...has('think') && { tokens: can.has('thought-tokens') ? thoughtTokens : { ...thoughtTokens, reasoning: 0 } },
    ...has('cached') && { tokens: cachedTokens },
    ...has('long') && { ending: 'length' as const },
    ...has('filtered') && { ending: 'content-filter' as const },
    ...has('halt') && { stopSequence: 'END' },
    ...logprobs === true && { logprobs },
    ...n > 1 && { answers: n },
  }
  if (has('refuse')) return { ...said, text: '', refusal: texts.refusal }
  if (results.length > 0) return { ...said, text: texts.summary }
  if (tools.length === 0 || choice === 'none') return said
  const known = tools.some(({ name }) => name === 'get_weather') ? calls : [{ id: 'call_1', name: tools[0]!.name, args: JSON.parse(texts.json) }] // some SDKs ask for an object by a tool
  const wanted = known.slice(0, isSerial ? 1 : 2).map((call, at) => at === 0 && has('think') && can.has('call-signature') ? { ...call, signature } : call)
  return { ...said, text: '', calls: wanted }
}

/** What was asked; undefined for what no provider would understand either. */
const understand = (voice: Voice, request: Received): Asked | undefined => {
  try {
    return voice.hear(request)
  } catch {
    return undefined
  }
}

/** Answers in a voice. Words in the prompt let it fail: `[fail 429]`, `[break]`, `[break overloaded]`, `[stall]`, `[wait]`. */
const say = (voice: Voice, request: Received): Reply => {
  const prompt = request.body.toString()
  const [, status] = /\[fail (\d+)\]/.exec(prompt) ?? []
  if (status !== undefined) return voice.error(Number(status), 'it went wrong, as asked', { headers: { 'retry-after': '7' } })
  const [isBroken, trouble] = /\[break(?: ([a-z-]+))?\]/.exec(prompt) ?? []
  if (isBroken !== undefined) return voice.broken('the GPU caught fire', trouble as Trouble | undefined) ?? voice.error(500, 'it has no word for that') // tests ask for what there is
  const asked = understand(voice, request)
  if (asked === undefined) return voice.error(400, 'this makes no sense')
  const orphan = voice.hasCallIds && asked.results.find(({ id }) => !asked.calls.some(call => call.id === id))
  if (orphan) return voice.error(400, `the result ${orphan.id} has no call before it`)
  const said = decide(asked, voice)
  if (!asked.isStream) return voice.whole(said, prompt.includes('[wait]') ? { delayMs: 60_000 } : {})
  return voice.stream(said, { includeUsage: asked.includeUsage === true, splitAt: 50, ...prompt.includes('[stall]') && { stallAfter: 700 } })
}

/** Answers as a kind of provider does, each in its dialect; what it does not have is not found. */
export const answerAs = (kind: Kind) => {
  const answer = answerOf(kind, say)
  return (request: Received): Reply => answer(request) ?? voices[kind].error(404, 'there is nothing here')
}

/** An upstream that answers as a kind of provider does. */
export async function startAnswering (t: Pick<Test, 'teardown'>, kind: Kind): Promise<Upstream> {
  const upstream = await startUpstream(t)
  upstream.on(() => true, answerAs(kind))
  return upstream
}

/** A provider named after its kind on a replay upstream that speaks as that kind does. */
export async function addAnswering (t: Pick<Test, 'teardown'>, server: TestApp, kind: Kind): Promise<Upstream> {
  const upstream = await startAnswering(t, kind)
  await server.addProvider({ name: kind, kind, baseUrl: upstream.url + speakerOf(kind).base, apiKey: 'sk-upstream-key-0123456789' })
  return upstream
}
