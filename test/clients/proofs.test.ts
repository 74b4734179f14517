import Anthropic from '@anthropic-ai/sdk'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import OpenAI from 'openai'
import { generateText, isStepCount, streamText, tool, type LanguageModel } from 'ai'
import t, { test } from 'tap'
import { z } from 'zod'
import { addAnswering, signature } from '../helpers/answering-upstream.ts'
import { adminKey, startApp } from '../helpers/app.ts'
import type { Upstream } from '../helpers/replay-upstream.ts'
import { kinds, speakerOf, type Kind, type Voice } from '../helpers/voices.ts'

const server = await startApp(t)
const upstreams = new Map<Kind, Upstream>()
for (const kind of kinds) upstreams.set(kind, await addAnswering(t, server, kind))

const prompt = 'Paris or Rome? [think]'
const parameters = { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }

const openai = new OpenAI({ baseURL: server.baseUrl, apiKey: adminKey, maxRetries: 0 })
const anthropic = new Anthropic({ baseURL: `${server.url}/api`, apiKey: adminKey, maxRetries: 0 })

const anthropicLoop = (isStream: boolean) => async (model: string): Promise<void> => {
  const request = { model, max_tokens: 3000, tools: [{ name: 'get_weather', input_schema: parameters }] }
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: prompt }]
  const { content } = isStream ? await anthropic.messages.stream({ ...request, messages }).finalMessage() : await anthropic.messages.create({ ...request, messages })
  const results = content.filter(block => block.type === 'tool_use').map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'fine' }))
  await anthropic.messages.create({ ...request, messages: [...messages, { role: 'assistant', content }, { role: 'user', content: results }] })
}

const responsesLoop = (isStream: boolean) => async (model: string): Promise<void> => {
  const request = { model, store: false, tools: [{ type: 'function' as const, name: 'get_weather', parameters, strict: true }], include: ['reasoning.encrypted_content' as const] }
  const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: prompt }]
  const { output } = isStream ? await openai.responses.stream({ ...request, input }).finalResponse() : await openai.responses.create({ ...request, input })
  input.push(...output as OpenAI.Responses.ResponseInput)
  for (const item of output) if (item.type === 'function_call') input.push({ type: 'function_call_output', call_id: item.call_id, output: 'fine' })
  await openai.responses.create({ ...request, input })
}

const chatLoop = async (model: string): Promise<void> => {
  const request = { model, tools: [{ type: 'function' as const, function: { name: 'get_weather', parameters } }] }
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: prompt }]
  const { choices: [choice] } = await openai.chat.completions.create({ ...request, messages })
  const results = choice!.message.tool_calls!.map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: 'fine' }))
  await openai.chat.completions.create({ ...request, messages: [...messages, choice!.message, ...results] })
}

const aiLoop = (provide: (model: string) => LanguageModel, isStream: boolean) => async (model: string): Promise<void> => {
  const request = { model: provide(model), prompt, stopWhen: isStepCount(2), providerOptions: { openai: { store: false, forceReasoning: true } }, tools: { get_weather: tool({ inputSchema: z.object({ city: z.string() }), execute: () => 'fine' }) } }
  if (isStream) await streamText(request).consumeStream()
  else await generateText(request)
}

/** Clients that send back what they were told, and the door that they come through. */
const loops: [name: string, door: string, run: (model: string) => Promise<void>][] = [
  ['Anthropic’s SDK', 'anthropic-messages', anthropicLoop(false)],
  ['Anthropic’s SDK, streaming', 'anthropic-messages', anthropicLoop(true)],
  ['OpenAI’s SDK, chat completions', 'openai-chat', chatLoop],
  ['OpenAI’s SDK, responses', 'openai-responses', responsesLoop(false)],
  ['OpenAI’s SDK, responses, streaming', 'openai-responses', responsesLoop(true)],
  ['the AI SDK, messages', 'anthropic-messages', aiLoop(createAnthropic({ baseURL: server.baseUrl, apiKey: adminKey }), false)],
  ['the AI SDK, messages, streaming', 'anthropic-messages', aiLoop(createAnthropic({ baseURL: server.baseUrl, apiKey: adminKey }), true)],
  ['the AI SDK, responses', 'openai-responses', aiLoop(createOpenAI({ baseURL: server.baseUrl, apiKey: adminKey }), false)],
  ['the AI SDK, responses, streaming', 'openai-responses', aiLoop(createOpenAI({ baseURL: server.baseUrl, apiKey: adminKey }), true)],
]

const voiceAt = (kind: Kind, door: string): Voice => speakerOf(kind).voices.find(({ dialect }) => dialect === door) ?? speakerOf(kind).voices[0]

for (const [name, door, run] of loops) {
  for (const kind of kinds.filter(kind => voiceAt(kind, door).can.has('signature'))) {
    test(`${name}: what ${kind} signed comes back to it as it was`, async t => {
      await run(`${kind}/${kind === 'gemini' ? 'gemini-3-pro' : 'm'}`)
      const { calls, thoughts, results } = voiceAt(kind, door).hear(upstreams.get(kind)!.last())
      t.equal(results.length, 2, 'the conversation went on')
      t.ok([...thoughts, ...calls].some(({ signature: proof }) => proof === signature), JSON.stringify({ thoughts, calls }))
    })
  }
}
