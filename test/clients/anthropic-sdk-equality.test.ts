import Anthropic from '@anthropic-ai/sdk'
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { test } from 'tap'
import { z } from 'zod'
import { adminKey } from '../helpers/app.ts'
import { testEquality, type Script } from './equality.ts'

const Weather = z.object({ city: z.string(), degrees: z.number() })
const tools: Anthropic.Tool[] = [{ name: 'get_weather', description: 'The weather in a city.', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }]
const ask = (prompt: string): Anthropic.MessageParam[] => [{ role: 'user', content: prompt }]

/** What a stream says: its blocks, put together, and how it ends. What a prompt costs is known at the start by some, at the end by others. */
const collapse = async (stream: AsyncIterable<Anthropic.MessageStreamEvent>) => {
  const blocks: { type: string; said: string }[] = []
  let end: unknown
  for await (const event of stream) {
    if (event.type === 'content_block_start') blocks.push({ type: event.content_block.type, said: event.content_block.type === 'tool_use' ? `${event.content_block.name} ` : '' })
    if (event.type === 'content_block_delta') blocks.at(-1)!.said += textOf(event.delta)
    if (event.type === 'message_delta') end = { ...event.delta, output: event.usage.output_tokens }
  }
  // Thinking that says nothing stands there for what it proves.
  return { blocks: blocks.filter(({ type, said }) => type !== 'thinking' || said !== ''), end }
}

const textOf = (delta: Anthropic.RawContentBlockDelta): string =>
  delta.type === 'text_delta' ? delta.text : delta.type === 'thinking_delta' ? delta.thinking : delta.type === 'input_json_delta' ? delta.partial_json : ''

type More = Partial<Anthropic.MessageCreateParamsNonStreaming>
const whole = (prompt: string, more: More = {}) => (client: Anthropic, model: string) => client.messages.create({ model, max_tokens: 3000, messages: ask(prompt), ...more })
const streamed = (prompt: string, more: object = {}) => async (client: Anthropic, model: string) => collapse(await client.messages.create({ model, max_tokens: 3000, messages: ask(prompt), ...more, stream: true }))
const helped = (prompt: string, more: More = {}) => (client: Anthropic, model: string) => client.messages.stream({ model, max_tokens: 3000, messages: ask(prompt), ...more }).finalMessage()

/** Calls, then what they came to, sent back as Anthropic wants it. */
const loop = (prompt: string) => async (client: Anthropic, model: string) => {
  const messages = ask(prompt)
  const first = await client.messages.create({ model, max_tokens: 3000, messages, tools })
  const results = first.content.filter(block => block.type === 'tool_use').map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'fine' }))
  return [first, await client.messages.create({ model, max_tokens: 3000, tools, messages: [...messages, { role: 'assistant', content: first.content }, { role: 'user', content: results }] })]
}

const toolRunner = (isStream: boolean) => async (client: Anthropic, model: string) => {
  const asked: string[] = []
  const weather = betaZodTool({ name: 'get_weather', description: 'Weather', inputSchema: z.object({ city: z.string() }), run: ({ city }) => { asked.push(city); return `fine in ${city}` } })
  const final = await client.beta.messages.toolRunner({ model, max_tokens: 3000, messages: [{ role: 'user', content: 'Paris or Rome?' }], tools: [weather], stream: isStream }).runUntilDone()
  return { final, asked }
}

const failure = async (call: Promise<unknown>) => {
  const thrown: any = await call.then(() => undefined, (error: unknown) => error)
  return { type: thrown.constructor.name, error: thrown.error?.error }
}

const thinking = { thinking: { type: 'enabled' as const, budget_tokens: 2000 } }
const image: Anthropic.ImageBlockParam = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } }

const scripts: Record<string, Script<Anthropic>> = {
  'a whole answer': { run: whole('hello') },
  'a whole answer, with a system prompt and settings': { run: whole('hello', { system: [{ type: 'text', text: 'Be brief.' }], stop_sequences: ['END'] }) },
  'a streamed answer': { run: streamed('hello') },
  'a streamed answer, by the helper': { run: helped('hello') },
  'a picture': { run: (client, model) => client.messages.create({ model, max_tokens: 3000, messages: [{ role: 'user', content: [image, { type: 'text', text: 'What is this?' }] }] }) },
  'parallel calls': { run: whole('Paris or Rome?', { tools }) },
  'parallel calls, streamed': { run: streamed('Paris or Rome?', { tools }) },
  'parallel calls, by the helper': { run: helped('Paris or Rome?', { tools }) },
  'calls and their results': { run: loop('Paris or Rome?') },
  'the loop of tools': { run: toolRunner(false) },
  'the loop of tools, streamed': { run: toolRunner(true) },
  'a schema': { run: async (client, model) => (await client.messages.parse({ model, max_tokens: 3000, messages: ask('The weather in Paris'), output_config: { format: zodOutputFormat(Weather) } })).parsed_output },
  'an answer that is cut': { run: whole('hello [long]') },
  'an answer that is cut, by the helper': { run: helped('hello [long]') },
  'an answer that is filtered': { needs: ['content-filter'], run: whole('hello [filtered]') },
  'an answer that is filtered, streamed': { needs: ['content-filter'], run: streamed('hello [filtered]') },
  'a stop sequence': { needs: ['stop-sequence'], run: whole('hello [halt]', { stop_sequences: ['END'] }) },
  thinking: { needs: ['thought'], run: whole('hello [think]', thinking) },
  'thinking, streamed': { needs: ['thought'], run: streamed('hello [think]', thinking) },
  'thinking, by the helper': { needs: ['thought'], run: helped('hello [think]', thinking) },
  'thinking, calls and their results': { needs: ['thought'], run: loop('Paris or Rome? [think]') },
  'cached tokens': { needs: ['cached'], run: async (client, model) => (await whole('hello [cached]')(client, model)).usage.cache_read_input_tokens },
  'cached tokens, by the helper': { needs: ['cached'], run: async (client, model) => (await helped('hello [cached]')(client, model)).usage.cache_read_input_tokens },
  'the tokens of a prompt': { needs: ['counts'], run: (client, model) => client.messages.countTokens({ model, messages: ask('hello') }) },
  'whether the tokens of a prompt can be counted': { run: async (client, model) => (await client.messages.countTokens({ model, messages: ask('hello'), tools })).input_tokens > 5 },
  'a failure in mid-stream': { run: (client, model) => failure(streamed('[break]')(client, model)) },
}

test('Anthropic’s SDK: the same through the house as directly', t => testEquality(t, {
  door: 'anthropic-messages',
  home: 'anthropic',
  scripts,
  throughHouse: server => new Anthropic({ baseURL: `${server.url}/api`, apiKey: adminKey, maxRetries: 0 }),
  directly: url => new Anthropic({ baseURL: url, apiKey: 'sk-direct', maxRetries: 0 }),
}))
