import t, { test } from 'tap'
import { startApp } from '../helpers/app.ts'
import { doors } from '../helpers/doors.ts'
import { sseText, ndjson, startUpstream, type Reply } from '../helpers/replay-upstream.ts'
import { kinds, speakerOf, voices, type Kind, type Trouble, type Voice } from '../helpers/voices.ts'

/** What can go wrong when an answer has begun, and what kind of failure the receipt says it was. */
const troubles: Record<string, { kind: string | RegExp; reply(voice: Voice): Reply | undefined }> = {
  'a failure': { kind: 'upstream_failed', reply: told('failed') },
  'an overload': { kind: 'upstream_overloaded', reply: told('overloaded') },
  'a rate limit': { kind: 'upstream_rate_limited', reply: told('rate-limited') },
  'a time limit': { kind: 'upstream_timeout', reply: told('timeout') },
  'a refused credential': { kind: 'upstream_auth_failed', reply: told('auth') },
  'a mistake in the request': { kind: 'invalid_request', reply: told('invalid') },
  'a finish that is an error': { kind: 'upstream_failed', reply: told('finish') },
  'an end that comes too early': { kind: 'upstream_cut', reply: voice => half(voice, 'endAfter') },
  'a broken connection': { kind: /^upstream_(cut|unreachable|failed)$/, reply: voice => half(voice, 'cutAfter') },
  'an event that is no JSON': { kind: 'upstream_bad_response', reply: voice => followed(voice, voice.dialect === 'ollama' ? '{"model":"m\n' : 'data: {"id":"chat\n\n') },
  'a web page': { kind: /^upstream_(bad_response|cut)$/, reply: voice => followed(voice, '<html><body>502 Bad Gateway</body></html>\n\n') },
}

function told (trouble: Trouble) {
  return (voice: Voice) => voice.broken('the GPU caught fire', trouble)
}

const begun = (voice: Voice): Buffer => voice.broken('', 'failed')!.body!

/** The text that comes before the trouble, and half of what would come then. */
const half = (voice: Voice, how: 'endAfter' | 'cutAfter'): Reply => {
  const { text } = lastEventOf(voice)
  const reply = voice.dialect === 'ollama' ? ndjson([]) : sseText('')
  return { ...reply, body: Buffer.from(text), [how]: text.length, splitAt: 400 }
}

const followed = (voice: Voice, garbage: string): Reply => {
  const { text } = lastEventOf(voice)
  return voice.dialect === 'ollama' ? { ...ndjson([]), body: Buffer.from(text + garbage) } : sseText(text + garbage)
}

/** A stream that breaks off with an error, without the error. */
const lastEventOf = (voice: Voice): { text: string } => {
  const stream = begun(voice).toString()
  const separator = voice.dialect === 'ollama' ? '\n' : '\n\n'
  const events = stream.split(separator).filter(event => event !== '')
  return { text: events.slice(0, -1).join(separator) + separator }
}

/** The words of each door's vendor, by the kind of failure. */
const words: Record<string, (kind: string) => object> = {
  'openai-chat': kind => ({ code: kind }),
  'openai-responses': kind => ({ code: kind }),
  'anthropic-messages': kind => ({ type: anthropicTypes[kind] ?? 'api_error' }),
}
const anthropicTypes: Record<string, string> = { upstream_overloaded: 'overloaded_error', upstream_rate_limited: 'rate_limit_error', upstream_timeout: 'timeout_error', invalid_request: 'invalid_request_error' }

const server = await startApp(t)
let reply: Reply
for (const kind of kinds) {
  const upstream = await startUpstream(t)
  upstream.on(() => true, () => reply)
  await server.addProvider({ name: kind, kind, baseUrl: upstream.url + speakerOf(kind).base, apiKey: 'sk-upstream-key-0123456789' })
}

const voiceFor = (kind: Kind, dialect: string): Voice => speakerOf(kind).voices.find(voice => voice.dialect === dialect) ?? voices[kind]

for (const [dialect, { path, ask, readStream }] of Object.entries(doors)) {
  if (path === undefined) continue
  for (const kind of kinds) {
    test(`${dialect} over ${kind}: whatever breaks an answer off is told in the door’s own words, after what was said before`, async t => {
      for (const [name, trouble] of Object.entries(troubles)) {
        const broken = trouble.reply(voiceFor(kind, dialect))
        if (broken === undefined) continue // the protocol has no word for it
        reply = broken
        const settled = server.receipts.length
        const { status, text } = await server.call('POST', path, { body: ask({ model: `${kind}/m`, prompt: 'hello', stream: true }), headers: { 'anthropic-version': '2023-06-01' } })
        t.equal(status, 200, `${name}: ${text.slice(0, 300)}`)
        const { choices: [choice], error, problems } = readStream(text)
        t.same(problems.filter(problem => problem !== 'every choice is finished'), [], name)
        t.match(choice?.text, /^I was about/, `${name}: what was said before`)
        const receipt = server.receipts[settled]
        t.match(receipt, { status: 'failed', error: { kind: trouble.kind } }, `${name}: on the receipt`)
        // What OpenAI says of a response in its own codes goes to its own clients as it is.
        const isPassedOn = receipt?.path === 'relay' && dialect === 'openai-responses'
        t.match(error, { message: /\w/, ...!isPassedOn && words[dialect]!(receipt?.error?.kind ?? '') }, `${name}: ${JSON.stringify(error?.body)}`)
        if (broken.body!.includes('caught fire') && receipt?.error?.kind !== 'upstream_auth_failed') t.match(error?.message, /caught fire/, `${name}: what the provider said`)
      }
    })
  }
}
