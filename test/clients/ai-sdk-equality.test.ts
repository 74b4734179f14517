import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { embedMany, generateObject, generateText, isStepCount, Output, streamObject, streamText, tool, type EmbeddingModel, type LanguageModel } from 'ai'
import { test } from 'tap'
import { z } from 'zod'
import { adminKey } from '../helpers/app.ts'
import type { Kind } from '../helpers/voices.ts'
import { testEquality, type Script } from './equality.ts'

/** What the AI SDK makes of an address: a model by its name. */
type Client = { chat(model: string): LanguageModel; embedding?(model: string): EmbeddingModel }

const Weather = z.object({ city: z.string(), degrees: z.number() })

const tools = { get_weather: tool({ description: 'Weather', inputSchema: z.object({ city: z.string() }), execute: ({ city }) => `fine in ${city}` }) }

/** Responses are not kept here: what was said before must come whole, not as a reference. */
const stateless = { maxRetries: 0, providerOptions: { openai: { store: false } } }

type Told = Pick<Awaited<ReturnType<typeof generateText>>, 'text' | 'reasoningText' | 'finishReason' | 'toolCalls' | 'toolResults'> & { usage: object; steps: unknown[] }

const said = ({ text, reasoningText, finishReason, toolCalls, toolResults, usage, steps }: Told) => ({ text, reasoningText, finishReason, toolCalls, toolResults, usage, steps: steps.length })

const whole = (prompt: string, more: object = {}) => async ({ chat }: Client, model: string) => said(await generateText({ model: chat(model), prompt, ...stateless, ...more }))

/** The parts of a stream by their types, deltas of one kind as one, and what the helper makes of them. */
const streamed = (prompt: string, more: object = {}) => async ({ chat }: Client, model: string) => {
  const result = streamText({ model: chat(model), prompt, onError () {}, ...stateless, ...more })
  const parts: [string, string][] = []
  for await (const part of result.fullStream) {
    const delta = 'delta' in part ? part.delta : 'text' in part ? part.text : ''
    if (part.type === 'reasoning-delta' && delta === '') continue
    if (part.type.startsWith('tool-input')) continue // when the input of a call is over is a guess of the SDK’s, by what came so far
    if (parts.at(-1)?.[0] === part.type) parts.at(-1)![1] += delta
    else if (part.type === 'reasoning-end' && parts.at(-1)?.[0] === 'reasoning-start') parts.pop() // a proof without words
    else parts.push([part.type, part.type === 'error' ? messageOf(part.error) : delta])
  }
  if (parts.some(([type]) => type === 'error')) return parts
  const [text, reasoningText, finishReason, toolCalls, toolResults, usage, steps] = await Promise.all([result.text, result.reasoningText, result.finishReason, result.toolCalls, result.toolResults, result.usage, result.steps])
  return { parts, ...said({ text, reasoningText, finishReason, toolCalls, toolResults, usage, steps }) }
}

const lastOf = async <T>(stream: AsyncIterable<T>): Promise<T | undefined> => {
  let last: T | undefined
  for await (last of stream);
  return last
}

const messageOf = (error: unknown): string => (error as Error)?.message ?? String(error)

const failure = async (call: Promise<unknown>) => {
  const thrown: any = await call.then(() => undefined, (error: unknown) => error)
  return { name: thrown.name, message: thrown.message, statusCode: thrown.statusCode }
}

const loop = { tools, stopWhen: isStepCount(3) }
const picture = (text: string) => ({ prompt: undefined, messages: [{ role: 'user', content: [{ type: 'text', text }, { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' }] }] })

const scripts: Record<string, Script<Client>> = {
  generateText: { run: whole('hello') },
  'generateText with instructions and settings': { run: whole('hello', { instructions: 'Be brief.', maxOutputTokens: 100 }) },
  'generateText with a picture': { run: whole('What is this?', picture('What is this?')) },
  streamText: { run: streamed('hello') },
  'the loop of tools': { run: whole('Paris or Rome?', loop) },
  'the loop of tools, streamed': { run: streamed('Paris or Rome?', loop) },
  'calls that nobody carries out': { run: whole('Paris or Rome?', { tools }) },
  'a tool that must be called': { run: whole('Paris or Rome?', { tools, toolChoice: { type: 'tool', toolName: 'get_weather' } }) },
  generateObject: { run: async ({ chat }, model) => (await generateObject({ model: chat(model), prompt: 'The weather in Paris', schema: Weather })).object },
  streamObject: { run: ({ chat }, model) => lastOf(streamObject({ model: chat(model), prompt: 'The weather in Paris', schema: Weather }).partialObjectStream) },
  'an object as output': { run: async ({ chat }, model) => (await generateText({ model: chat(model), prompt: 'The weather in Paris', output: Output.object({ schema: Weather }) })).output },
  'an answer that is cut': { run: streamed('hello [long]') },
  'an answer that is filtered': { needs: ['content-filter'], run: streamed('hello [filtered]') },
  reasoning: { needs: ['thought'], run: whole('hello [think]') },
  'reasoning, streamed': { needs: ['thought'], run: streamed('hello [think]') },
  'reasoning and the loop of tools': { needs: ['thought'], run: streamed('Paris or Rome? [think]', loop) },
  'cached tokens': { needs: ['cached'], run: async ({ chat }, model) => (await generateText({ model: chat(model), prompt: 'hello [cached]' })).usage.inputTokenDetails.cacheReadTokens },
  'a failure': { run: (client, model) => failure(whole('[fail 400]')(client, model)) },
  'a failure in mid-stream': { run: streamed('[break]') },
}

const vectors: Record<string, Script<Client>> = {
  embedMany: { needs: ['vectors'], run: async ({ embedding }, model) => (await embedMany({ model: embedding!(model), values: ['hello', 'wörld 👋'] })).embeddings },
}

const connections: [name: string, door: string, home: Kind, scripts: Record<string, Script<Client>>, connect: (baseURL: string, apiKey: string) => Client][] = [
  ['@ai-sdk/openai-compatible', 'openai-chat', 'openai-compatible', { ...scripts, ...vectors }, (baseURL, apiKey) => {
    const provider = createOpenAICompatible({ name: 'parlance', baseURL, apiKey, includeUsage: true, supportsStructuredOutputs: true })
    return { chat: model => provider(model), embedding: model => provider.embeddingModel(model) }
  }],
  ['@ai-sdk/openai', 'openai-responses', 'openai', { ...scripts, ...vectors }, (baseURL, apiKey) => {
    const provider = createOpenAI({ baseURL, apiKey })
    return { chat: model => provider(model), embedding: model => provider.embeddingModel(model) }
  }],
  ['@ai-sdk/anthropic', 'anthropic-messages', 'anthropic', scripts, (baseURL, apiKey) => {
    const provider = createAnthropic({ baseURL, apiKey })
    return { chat: model => provider(model) }
  }],
]

for (const [name, door, home, scripts, connect] of connections) {
  test(`the AI SDK with ${name}: the same through the house as directly`, t => testEquality(t, {
    door,
    home,
    scripts,
    throughHouse: server => connect(server.baseUrl, adminKey),
    directly: url => connect(`${url}/v1`, 'sk-direct'),
  }))
}
