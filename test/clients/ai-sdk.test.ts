import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError, generateText, isStepCount, Output, streamText, tool } from 'ai'
import t, { test } from 'tap'
import { z } from 'zod'
import { addAnswering, texts } from '../helpers/answering-upstream.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import { kinds } from '../helpers/voices.ts'

const server = await startApp(t)
const parlance = createOpenAICompatible({ name: 'parlance', baseURL: server.baseUrl, apiKey: adminKey, includeUsage: true, supportsStructuredOutputs: true })
const Weather = z.object({ city: z.string(), degrees: z.number() })
const getWeather = (asked: string[]) => tool({
  description: 'Weather',
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }) => { asked.push(city); return `18 °C in ${city}` },
})
/** Prompts that make each provider answer plainly. */
const models = [['demo/parlance', 'hello [echo] [delay 0]', 'hello'], ...kinds.map(kind => [`${kind}/m`, 'hello', texts.plain])] as [model: string, prompt: string, text: string][]
for (const kind of kinds) await addAnswering(t, server, kind)

for (const [model, prompt, text] of models) {
  test(`${model}: generateText and streamText say the same, with usage`, async t => {
    const whole = await generateText({ model: parlance(model), prompt })
    t.equal(whole.text, text)
    t.equal(whole.finishReason, 'stop')
    t.ok(whole.usage.inputTokens! > 0 && whole.usage.outputTokens! > 0)

    const streamed = streamText({ model: parlance(model), prompt })
    let heard = ''
    for await (const piece of streamed.textStream) heard += piece
    t.equal(heard, text)
    t.equal(await streamed.finishReason, 'stop')
    t.match(await streamed.usage, { inputTokens: whole.usage.inputTokens, outputTokens: whole.usage.outputTokens })
    t.same((await streamed.warnings) ?? [], [])
  })

  test(`${model}: tools are called in parallel and their results read, whole and streamed`, async t => {
    const request = (asked: string[]) => ({ model: parlance(model), prompt: 'Weather in Paris? [tools 2] [delay 0]', tools: { get_weather: getWeather(asked) }, stopWhen: isStepCount(3) })
    const asked: string[] = []
    const whole = await generateText(request(asked))
    t.same(whole.steps.map(({ finishReason }) => finishReason), ['tool-calls', 'stop'])
    t.equal(asked.length, 2)
    t.match(whole.text, /18 °C in Paris/)

    const askedAgain: string[] = []
    const streamed = streamText(request(askedAgain))
    t.equal(await streamed.text, whole.text)
    t.same(askedAgain, asked)
  })

  test(`${model}: objects keep to their schema, whole and streamed`, async t => {
    const request = { model: parlance(model), prompt: 'The weather in Paris [delay 0]', output: Output.object({ schema: Weather }) }
    t.ok(Weather.safeParse((await generateText(request)).output).success)
    t.ok(Weather.safeParse(await streamText(request).output).success)
  })

  test(`${model}: a failure in mid-stream becomes an error part after the text`, async t => {
    const prompt = model.startsWith('demo') ? '[fail midstream] [delay 0]' : '[break]'
    const parts = []
    for await (const part of streamText({ model: parlance(model), prompt, onError () {} }).fullStream) parts.push(part)
    t.ok(parts.some(({ type }) => type === 'text-delta'))
    t.match(parts.find(({ type }) => type === 'error'), { error: /half-way|caught fire/ })
    t.notOk(parts.some(part => part.type === 'finish' && part.finishReason === 'stop'), 'it does not look as if it had ended well')
  })
}

test('reasoning comes as reasoning', async t => {
  const { reasoningText, text } = await generateText({ model: parlance('demo/parlance-reasoning'), prompt: 'why? [length 20]' })
  t.match({ reasoningText, text }, { reasoningText: /./, text: /./ })
  const streamed = streamText({ model: parlance('demo/parlance-reasoning'), prompt: 'why? [length 20] [delay 0]' })
  t.equal(await streamed.reasoningText, reasoningText)
})

test('an error before the answer has its status, message and code, and is tried again only when that may help', async t => {
  const thrown = await generateText({ model: parlance('nobody/knows'), prompt: 'hello' }).catch((error: unknown) => error)
  t.ok(APICallError.isInstance(thrown))
  t.match(thrown, { statusCode: 404, isRetryable: false, message: /nobody/, data: { error: { code: 'model_not_found' } } })
  const refused = await generateText({ model: parlance('demo/parlance'), prompt: '[fail 401]', maxRetries: 0 }).catch((error: unknown) => error)
  t.match(refused, { statusCode: 502, data: { error: { code: 'upstream_auth_failed' } } })
})

test('an abort ends the call on the server', async t => {
  const controller = new AbortController()
  const settled = server.receipts.length
  const { textStream } = streamText({ model: parlance('demo/parlance'), prompt: 'hello [length 500] [delay 50]', abortSignal: controller.signal })
  for await (const piece of textStream) if (piece !== '') controller.abort()
  while (server.receipts.length === settled) await new Promise(resolve => setTimeout(resolve, 5))
  t.match(server.receipts.at(-1), { status: 'aborted' })
})
