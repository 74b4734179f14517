import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { test } from 'tap'
import { z } from 'zod'
import { adminKey } from '../helpers/app.ts'
import { testEquality, type Script } from './equality.ts'

const Weather = z.object({ city: z.string(), degrees: z.number() })
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }
const tools = [{ type: 'function' as const, function: { name: 'get_weather', description: 'The weather in a city.', parameters } }]
const ask = (prompt: string) => [{ role: 'user' as const, content: prompt }]

type More = Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>

/** What the pieces of a stream say: neighbours of one kind as one, since no two providers cut alike. */
const collapse = async (stream: AsyncIterable<OpenAI.ChatCompletionChunk>) => {
  const told: [string, unknown][] = []
  for await (const { choices, usage } of stream) {
    for (const { index, delta, finish_reason: finish } of choices) {
      for (const [kind, value] of piecesOf(delta)) {
        const last = told.at(-1)
        const key = `${index} ${kind}`
        if (last?.[0] === key && typeof value === 'string') last[1] += value
        else told.push([key, value])
      }
      if (finish) told.push([`${index} finish`, finish])
    }
    if (usage) told.push(['usage', [usage.prompt_tokens, usage.completion_tokens]])
  }
  return told
}

const piecesOf = (delta: any): [string, unknown][] => [
  ...['reasoning_content', 'content', 'refusal'].filter(field => delta[field]).map((field): [string, unknown] => [field, delta[field]]),
  ...(delta.tool_calls ?? []).flatMap(({ index, function: { name, arguments: json } }: any) => [...name ? [[`call ${index}`, name]] : [], ...json ? [[`arguments ${index}`, json]] : []]),
]

const whole = (prompt: string, more: More = {}) => (client: OpenAI, model: string) => client.chat.completions.create({ model, messages: ask(prompt), ...more })
const streamed = (prompt: string, more: object = {}) => async (client: OpenAI, model: string) =>
  collapse(await client.chat.completions.create({ model, messages: ask(prompt), ...more, stream: true, stream_options: { include_usage: true } }))
const helped = (prompt: string, more: object = {}) => (client: OpenAI, model: string) =>
  client.chat.completions.stream({ model, messages: ask(prompt), ...more, stream_options: { include_usage: true } }).finalChatCompletion()

const runTools = (isStream: boolean) => async (client: OpenAI, model: string) => {
  const asked: string[] = []
  const weather = { type: 'function' as const, function: { name: 'get_weather', description: 'Weather', parse: JSON.parse, parameters, function: ({ city }: { city: string }) => { asked.push(city); return `fine in ${city}` } } }
  const request = { model, messages: ask('Paris or Rome?'), tools: [weather] }
  const runner = isStream ? client.chat.completions.runTools({ ...request, stream: true }) : client.chat.completions.runTools(request)
  return { final: await runner.finalContent(), asked, messages: runner.messages }
}

const failure = async (call: Promise<unknown>) => {
  const thrown: any = await call.then(() => undefined, (error: unknown) => error)
  return { type: thrown.constructor.name, message: thrown.message, isTold: thrown instanceof OpenAI.APIError }
}

const image = { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }

const scripts: Record<string, Script<OpenAI>> = {
  'a whole answer': { run: whole('hello') },
  'a whole answer, with a system prompt and settings': { run: (client, model) => client.chat.completions.create({ model, messages: [{ role: 'system', content: 'Be brief.' }, ...ask('hello')], temperature: 0.5, max_completion_tokens: 100, stop: ['END'] }) },
  'a streamed answer': { run: streamed('hello') },
  'a streamed answer, by the helper': { run: helped('hello') },
  'an answer without text': { run: whole('hello [silent]') },
  'a picture': { run: (client, model) => client.chat.completions.create({ model, messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] }] }) },
  'parallel calls': { run: whole('Paris or Rome?', { tools }) },
  'parallel calls, streamed': { run: streamed('Paris or Rome?', { tools }) },
  'parallel calls, by the helper': { run: helped('Paris or Rome?', { tools }) },
  'the loop of tools': { run: runTools(false) },
  'the loop of tools, streamed': { run: runTools(true) },
  'a schema': { run: (client, model) => client.chat.completions.parse({ model, messages: ask('The weather in Paris'), response_format: zodResponseFormat(Weather, 'weather') }) },
  'a schema, by the helper': { run: (client, model) => client.chat.completions.stream({ model, messages: ask('The weather in Paris'), response_format: zodResponseFormat(Weather, 'weather') }).finalChatCompletion() },
  'JSON of any shape': { run: whole('The weather in Paris', { response_format: { type: 'json_object' } }) },
  'an answer that is cut': { run: whole('hello [long]') },
  'an answer that is cut, streamed': { run: streamed('hello [long]') },
  'an answer that is filtered': { needs: ['content-filter'], run: whole('hello [filtered]') },
  'an answer that is filtered, streamed': { needs: ['content-filter'], run: streamed('hello [filtered]') },
  'a refusal': { needs: ['refusal'], run: whole('hello [refuse]') },
  'a refusal, by the helper': { needs: ['refusal'], run: helped('hello [refuse]') },
  reasoning: { needs: ['thought'], run: whole('hello [think]') },
  'reasoning, streamed': { needs: ['thought'], run: streamed('hello [think]') },
  'reasoning before calls, streamed': { needs: ['thought'], run: streamed('Paris or Rome? [think]', { tools }) },
  'cached tokens': { needs: ['cached'], run: async (client, model) => (await whole('hello [cached]')(client, model)).usage?.prompt_tokens_details?.cached_tokens },
  'cached tokens, streamed': { needs: ['cached'], run: async (client, model) => (await helped('hello [cached]')(client, model)).usage?.prompt_tokens_details?.cached_tokens },
  'two answers': { needs: ['answers'], run: whole('hello', { n: 2 }) },
  'two answers, by the helper': { needs: ['answers'], run: helped('hello', { n: 2 }) },
  'log probabilities': { needs: ['logprobs'], run: async (client, model) => (await whole('hello', { logprobs: true })(client, model)).choices[0]!.logprobs?.content?.map(({ token, logprob }) => [token, logprob]) },
  'a failure': { run: (client, model) => failure(whole('[fail 400]')(client, model)) },
  'a failure in mid-stream': { run: (client, model) => failure(streamed('[break]')(client, model)) },
  vectors: { needs: ['vectors'], run: async (client, model) => (await client.embeddings.create({ model, input: ['hello', 'wörld 👋'] })).data },
  'vectors of so many dimensions': { needs: ['vectors'], run: async (client, model) => (await client.embeddings.create({ model, input: 'hello', dimensions: 8 })).data },
  'vectors as numbers': { needs: ['vectors'], run: async (client, model) => (await client.embeddings.create({ model, input: 'hello', encoding_format: 'float' })).data },
}

test('OpenAI’s SDK, chat completions and embeddings: the same through the house as directly', t => testEquality(t, {
  door: 'openai-chat',
  home: 'openai-compatible',
  scripts,
  throughHouse: server => new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, maxRetries: 0 }),
  directly: url => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-direct', maxRetries: 0 }),
}))
