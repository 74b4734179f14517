import OpenAI from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import { test } from 'tap'
import { z } from 'zod'
import { adminKey } from '../helpers/app.ts'
import { testEquality, type Script } from './equality.ts'

const Weather = z.object({ city: z.string(), degrees: z.number() })
const tools = [{ type: 'function' as const, name: 'get_weather', description: 'The weather in a city.', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }, strict: true }]

/** The rest of a response repeats the request. */
const said = ({ status, error, incomplete_details: details, output, output_text: text, usage }: OpenAI.Responses.Response) => ({ status, error, details, output, text, usage })

/** The events of a stream by item and type, deltas of one kind as one. Items that are open together may be told in turns. */
const collapse = async (stream: AsyncIterable<OpenAI.Responses.ResponseStreamEvent>) => {
  const told: [string, unknown][][] = []
  for await (const event of stream) {
    const events = told['output_index' in event ? event.output_index + 1 : 0] ??= []
    const delta = 'delta' in event && typeof event.delta === 'string' ? event.delta : undefined
    const last = events.at(-1)
    if (delta !== undefined && last?.[0] === event.type) last[1] += delta
    else events.push([event.type, delta ?? partOf(event)])
  }
  return told.filter(events => !events.some(([, item]: [string, any]) => item?.type === 'reasoning' && item.summary.length === 0 && events.length === 2)) // a proof without words
}

const partOf = (event: OpenAI.Responses.ResponseStreamEvent): unknown => {
  if ('response' in event) return event.type === 'response.completed' ? said(event.response) : event.response.status
  return 'item' in event ? event.item : 'text' in event ? event.text : ''
}

type More = Partial<OpenAI.Responses.ResponseCreateParamsNonStreaming>
const whole = (input: OpenAI.Responses.ResponseInput | string, more: More = {}) => async (client: OpenAI, model: string) => said(await client.responses.create({ model, input, store: false, ...more }))
const streamed = (input: string, more: object = {}) => async (client: OpenAI, model: string) => collapse(await client.responses.create({ model, input, store: false, ...more, stream: true }))
const helped = (input: string, more: Pick<More, 'tools'> = {}) => async (client: OpenAI, model: string) => said(await client.responses.stream({ model, input, store: false, ...more }).finalResponse())

/** Calls, then what they came to, all sent back as it came. */
const loop = async (client: OpenAI, model: string) => {
  const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'Paris or Rome? [think]' }]
  const first = await client.responses.create({ model, input, tools, store: false, include: ['reasoning.encrypted_content'] })
  for (const item of first.output) {
    input.push(item as OpenAI.Responses.ResponseInputItem)
    if (item.type === 'function_call') input.push({ type: 'function_call_output', call_id: item.call_id, output: 'fine' })
  }
  return [said(first), said(await client.responses.create({ model, input, tools, store: false }))]
}

const failure = async (call: Promise<unknown>) => {
  const thrown: any = await call.then(() => undefined, (error: unknown) => error)
  return { type: thrown.constructor.name, message: thrown.message }
}

const scripts: Record<string, Script<OpenAI>> = {
  'a whole answer': { run: whole('hello') },
  'a whole answer, with instructions and settings': { run: whole('hello', { instructions: 'Be brief.', temperature: 0.5, max_output_tokens: 100 }) },
  'a picture': { run: whole([{ role: 'user', content: [{ type: 'input_text', text: 'What is this?' }, { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'auto' }] }]) },
  'a streamed answer': { run: streamed('hello') },
  'a streamed answer, by the helper': { run: helped('hello') },
  'parallel calls': { run: whole('Paris or Rome?', { tools }) },
  'parallel calls, streamed': { run: streamed('Paris or Rome?', { tools }) },
  'parallel calls, by the helper': { run: helped('Paris or Rome?', { tools }) },
  'calls and their results': { run: loop },
  'a schema': { run: async (client, model) => (await client.responses.parse({ model, input: 'The weather in Paris', text: { format: zodTextFormat(Weather, 'weather') } })).output_parsed },
  'a schema, by the helper': { run: async (client, model) => (await client.responses.stream({ model, input: 'The weather in Paris', text: { format: zodTextFormat(Weather, 'weather') } }).finalResponse()).output_parsed },
  'an answer that is cut': { run: whole('hello [long]') },
  'an answer that is cut, by the helper': { run: helped('hello [long]') },
  'an answer that is filtered': { needs: ['content-filter'], run: whole('hello [filtered]') },
  'a refusal': { needs: ['refusal'], run: whole('hello [refuse]') },
  'a refusal, streamed': { needs: ['refusal'], run: streamed('hello [refuse]') },
  reasoning: { needs: ['thought'], run: whole('hello [think]', { reasoning: { effort: 'low', summary: 'auto' } }) },
  'reasoning, streamed': { needs: ['thought'], run: streamed('hello [think]', { reasoning: { effort: 'low', summary: 'auto' } }) },
  'cached tokens': { needs: ['cached'], run: async (client, model) => (await whole('hello [cached]')(client, model)).usage?.input_tokens_details.cached_tokens },
  'a failure': { run: (client, model) => failure(whole('[fail 400]')(client, model)) },
  'a failure in mid-stream': { run: (client, model) => failure(streamed('[break]')(client, model)) },
}

test('OpenAI’s SDK, responses: the same through the house as directly', t => testEquality(t, {
  door: 'openai-responses',
  home: 'openai',
  scripts,
  throughHouse: server => new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, maxRetries: 0 }),
  directly: url => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-direct', maxRetries: 0 }),
}))
