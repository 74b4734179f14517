import OpenAI, { APIError } from 'openai'
import t, { test } from 'tap'
import { adminKey, startApp } from '../helpers/app.ts'
import { type ExpectedAnswer, type FixtureCase, fixtureCases } from '../helpers/fixtures.ts'
import { startUpstream } from '../helpers/replay-upstream.ts'
import { chatPaths } from '../helpers/replay-recorded.ts'

const server = await startApp(t)
const client = new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, maxRetries: 0 })
const messages = [{ role: 'user' as const, content: 'hello' }]

const playable = fixtureCases.filter(({ kind, expected }) => chatPaths[kind] !== undefined && expected.error === undefined && expected.thrown === undefined)

/** What the provider calls the model is the number of the case to play. */
const upstream = await startUpstream(t)
upstream.on(() => true, ({ parsed }) => {
  const { bytes, status, headers, isStream } = playable[Number(parsed.model)]!
  const { 'content-length': _length, 'content-encoding': _encoding, 'transfer-encoding': _transfer, connection: _connection, ...kept } = headers
  return { status, headers: { 'content-type': isStream ? 'text/event-stream' : 'application/json', ...kept }, body: bytes, splitAt: 977 }
})
const kindOf = (kind: string): string => ['deepseek', 'groq'].includes(kind) ? 'openai-compatible' : kind
for (const kind of new Set(playable.map(one => one.kind))) {
  const base = chatPaths[kind]!.replace(/\/(chat\/completions|messages|api\/chat)$/, '')
  await server.addProvider({ name: kind, kind: kindOf(kind), baseUrl: upstream.url + base, apiKey: 'sk-upstream-key-0123456789' })
}

const ask = async ({ kind, isStream }: FixtureCase, number: number): Promise<OpenAI.ChatCompletion> => {
  const request = { model: `${kind}/${number}`, messages }
  return isStream ? client.chat.completions.stream(request).finalChatCompletion() : client.chat.completions.create(request)
}

/** What a user of the SDK sees of a choice, in the words of the expectations. */
const seenOf = ({ message, finish_reason: finish }: OpenAI.ChatCompletion.Choice) => ({
  text: message.content ?? '',
  calls: (message.tool_calls ?? []).map(call => call.type === 'function' ? [call.function.name, JSON.parse(call.function.arguments || '{}')] : call),
  finish,
})

const wantedOf = (answer: ExpectedAnswer, { relayed, expected: { accept } }: FixtureCase, seen: ReturnType<typeof seenOf>) => ({
  text: accept?.textOrRefusal === true && seen.text === '' ? '' : answer.text,
  calls: (relayed?.tool_calls ?? answer.tool_calls).map(({ name, args }) => [name, args]),
  finish: accept?.finish?.includes(seen.finish) === true ? seen.finish : relayed?.finish_reason ?? answer.finish_reason,
})

for (const [number, one] of playable.entries()) {
  test(`${one.name}: the SDK reads it`, async t => {
    const outcome = await ask(one, number).catch((thrown: unknown) => thrown)
    const { expected } = one
    if (expected.streamError !== undefined || (outcome instanceof APIError && expected.accept?.finish?.some(finish => finish === 'error' || finish === null) === true)) {
      t.ok(outcome instanceof APIError, String(outcome))
      if (expected.streamError !== undefined) t.ok((outcome as Error).message.includes(expected.streamError), String(outcome))
      return
    }
    if (outcome instanceof Error) throw outcome
    const choices = (outcome as OpenAI.ChatCompletion).choices.toSorted((a, b) => a.index - b.index) // it is no error
    const answers = expected.choices ?? [expected as ExpectedAnswer] // without a list there is one answer, at the top
    t.equal(choices.length, answers.length)
    for (const [at, answer] of answers.entries()) {
      const seen = seenOf(choices[at]!)
      t.same(seen, wantedOf(answer, one, seen))
    }
  })
}
