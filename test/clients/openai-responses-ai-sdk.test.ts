import { createOpenAI } from '@ai-sdk/openai'
import { APICallError, generateText, isStepCount, Output, streamText, tool } from 'ai'
import t, { test } from 'tap'
import { z } from 'zod'
import { addAnswering, texts } from '../helpers/answering-upstream.ts'
import { adminKey, startApp } from '../helpers/app.ts'

const server = await startApp(t)
/** Its default model speaks Responses. */
const parlance = createOpenAI({ baseURL: server.baseUrl, apiKey: adminKey })
const Weather = z.object({ city: z.string(), degrees: z.number() })
const getWeather = (asked: string[]) => tool({
  description: 'Weather',
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }) => { asked.push(city); return `18 °C in ${city}` },
})

for (const kind of ['openai', 'anthropic', 'ollama'] as const) {
  const upstream = await addAnswering(t, server, kind)
  const model = parlance(`${kind}/m`)

  test(`${kind}: generateText and streamText say the same, with usage`, async t => {
    const whole = await generateText({ model, prompt: 'hello' })
    t.equal(whole.text, texts.plain)
    t.equal(whole.finishReason, 'stop')
    t.match(whole.usage, { inputTokens: 11, outputTokens: 7 })
    t.match(server.receipts.at(-1), { door: 'openai-responses', path: kind === 'openai' ? 'relay' : 'events' })
    const streamed = streamText({ model, prompt: 'hello' })
    t.equal(await streamed.text, texts.plain)
    t.equal(await streamed.finishReason, 'stop')
    t.match(await streamed.usage, { inputTokens: 11, outputTokens: 7 })
  })

  for (const prompt of ['Paris or Rome?', 'Paris or Rome? [think]']) {
    test(`${kind}: ${prompt} Tools are called in parallel and their results read, whole and streamed`, async t => {
      const request = (asked: string[]) => ({ model, prompt, tools: { get_weather: getWeather(asked) }, stopWhen: isStepCount(3), providerOptions: { openai: { store: false } } })
      const asked: string[] = []
      const whole = await generateText(request(asked))
      t.same(whole.steps.map(({ finishReason }) => finishReason), ['tool-calls', 'stop'])
      t.same(asked.toSorted(), ['Paris', 'Rome'])
      t.equal(whole.text, texts.summary)
      t.match(upstream.last().body.toString(), '18 °C in Rome')
      const again: string[] = []
      t.equal(await streamText(request(again)).text, texts.summary)
      t.same(again.toSorted(), ['Paris', 'Rome'])
    })
  }

  test(`${kind}: objects keep to their schema, whole and streamed`, async t => {
    const request = { model, prompt: 'The weather in Paris', output: Output.object({ schema: Weather }) }
    t.same((await generateText(request)).output, { city: 'Paris', degrees: 18 })
    t.same(await streamText(request).output, { city: 'Paris', degrees: 18 })
  })

  test(`${kind}: reasoning comes as reasoning`, async t => {
    t.equal((await generateText({ model, prompt: '[think]' })).reasoningText, texts.thought)
    t.equal(await streamText({ model, prompt: '[think]' }).reasoningText, texts.thought)
  })

  test(`${kind}: an answer that is cut has its finish reason`, async t => {
    t.equal((await generateText({ model, prompt: '[long]' })).finishReason, 'length')
    t.equal(await streamText({ model, prompt: '[long]' }).finishReason, 'length')
  })

  test(`${kind}: a failure in mid-stream becomes an error part after the text`, async t => {
    const parts = []
    for await (const part of streamText({ model, prompt: '[break]', onError () {} }).fullStream) parts.push(part)
    t.ok(parts.some(({ type }) => type === 'text-delta'))
    t.match(JSON.stringify(parts.find(({ type }) => type === 'error')), /caught fire/)
    t.notOk(parts.some(part => part.type === 'finish' && part.finishReason === 'stop'), 'it does not look as if it had ended well')
  })
}

test('an error before the answer has its status, message and code', async t => {
  const thrown = await generateText({ model: parlance('nobody/knows'), prompt: 'hello' }).catch((error: unknown) => error)
  t.ok(APICallError.isInstance(thrown))
  t.match(thrown, { statusCode: 404, isRetryable: false, data: { error: { code: 'model_not_found' } } })
})

test('a loop that leans on stored responses is told what to do', async t => {
  const result = await generateText({
    model: parlance('openai/m'),
    messages: [{ role: 'user', content: 'hi' }, { role: 'assistant', content: [{ type: 'text', text: 'hello', providerOptions: { openai: { itemId: 'msg_1' } } }] }, { role: 'user', content: 'and?' }],
  }).catch((error: unknown) => error)
  t.match(result, { statusCode: 400, message: /store: false/ })
})
