import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import { createTranslation } from '../../src/gateway/translation.ts'
import { doors } from '../helpers/doors.ts'
import { anthropicMessagesVoice } from '../helpers/voices/anthropic-messages.ts'
import { geminiVoice } from '../helpers/voices/gemini.ts'
import { ollamaVoice } from '../helpers/voices/ollama.ts'
import { createOpenaiVoice } from '../helpers/voices/openai-chat.ts'
import { openaiResponsesVoice } from '../helpers/voices/openai-responses.ts'
import type { Said, Voice } from '../helpers/voices/voice.ts'
import { contextOf } from './answer-context.ts'
import { bothEnds } from './both-ends.ts'

type Meaning = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'error'

const words: Said = { text: 'Once upon a time' }
const silence: Said = { text: '' }
const calls: Said = { text: '', calls: [{ id: 'call_1', name: 'f', args: {} }] }

/** What a provider says at the end of what, and what that means. `told`: where a door has a better word for it than for others of that meaning. */
const meanings: [voice: Voice, raw: string | null, said: Said, meaning: Meaning, told?: Record<string, string>][] = [
  [createOpenaiVoice(), 'stop', words, 'stop'],
  [createOpenaiVoice(), 'length', words, 'length'],
  [createOpenaiVoice(), 'tool_calls', calls, 'tool_calls'],
  [createOpenaiVoice(), 'function_call', calls, 'tool_calls'],
  [createOpenaiVoice(), 'content_filter', words, 'content_filter'],
  // TGI and the routers around it
  [createOpenaiVoice(), 'eos_token', words, 'stop'],
  [createOpenaiVoice(), 'stop_sequence', words, 'stop', { 'anthropic-messages': 'stop_sequence' }],
  [createOpenaiVoice(), 'error', words, 'error'],
  [createOpenaiVoice(), 'model_length', words, 'length'],
  [anthropicMessagesVoice, 'end_turn', words, 'stop'],
  [anthropicMessagesVoice, 'stop_sequence', words, 'stop'],
  [anthropicMessagesVoice, 'pause_turn', words, 'stop'],
  [anthropicMessagesVoice, 'max_tokens', words, 'length'],
  [anthropicMessagesVoice, 'model_context_window_exceeded', words, 'length'],
  [anthropicMessagesVoice, 'tool_use', calls, 'tool_calls'],
  [anthropicMessagesVoice, 'refusal', words, 'content_filter'],
  [openaiResponsesVoice, null, words, 'stop'],
  [openaiResponsesVoice, null, calls, 'tool_calls'],
  [openaiResponsesVoice, 'max_output_tokens', words, 'length'],
  [openaiResponsesVoice, 'content_filter', words, 'content_filter'],
  [geminiVoice, 'STOP', words, 'stop'],
  [geminiVoice, 'STOP', calls, 'tool_calls'],
  [geminiVoice, 'FINISH_REASON_UNSPECIFIED', words, 'stop'],
  [geminiVoice, 'FINISH_REASON_UNSPECIFIED', silence, 'error'],
  [geminiVoice, 'MAX_TOKENS', words, 'length'],
  ...['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'IMAGE_SAFETY', 'LANGUAGE'].map((raw): [Voice, string, Said, Meaning] => [geminiVoice, raw, words, 'content_filter']),
  [geminiVoice, 'MALFORMED_FUNCTION_CALL', silence, 'error'],
  [geminiVoice, 'OTHER', silence, 'error'],
  [ollamaVoice, 'stop', words, 'stop'],
  [ollamaVoice, 'load', words, 'stop'],
  [ollamaVoice, 'unload', words, 'stop'],
  [ollamaVoice, 'length', words, 'length'],
  [ollamaVoice, 'stop', calls, 'tool_calls'],
  [ollamaVoice, 'length', calls, 'tool_calls'],
  [ollamaVoice, 'error', words, 'error'],
]

/** How each dialect's clients are told, by what it means. */
const endings: Record<string, Record<Exclude<Meaning, 'error'>, string>> = {
  'openai-chat': { stop: 'stop', length: 'length', tool_calls: 'tool_calls', content_filter: 'content_filter' },
  'anthropic-messages': { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', content_filter: 'refusal' },
  'openai-responses': { stop: 'completed', length: 'max_output_tokens', tool_calls: 'completed', content_filter: 'content_filter' },
  gemini: { stop: 'STOP', length: 'MAX_TOKENS', tool_calls: 'STOP', content_filter: 'SAFETY' },
  ollama: { stop: 'stop', length: 'length', tool_calls: 'stop', content_filter: 'content_filter' },
}

const dialectOf = (id: string) => bothEnds.find(dialect => dialect.id === id)!

test('every dialect has its words', async t => {
  t.same(bothEnds.map(({ id }) => id).sort(), Object.keys(endings).sort())
})

for (const door of bothEnds) {
  for (const [voice, raw, said, meaning, better] of meanings.filter(([{ dialect }]) => dialect !== door.id)) {
    const what = said === words ? 'text' : said === calls ? 'calls' : 'nothing'
    test(`${voice.dialect} ends ${what} with ${raw}: ${meaning} at ${door.id}`, async t => {
      const upstream = dialectOf(voice.dialect)
      const answer = { ...said, ...raw !== null && { rawEnding: raw } }
      const passage = createTranslation(upstream, door, contextOf(door))
      const streamed = doors[door.id]!.readStream(passage.write(voice.stream(answer, { includeUsage: true }).body!).toString() + passage.end())
      const body = JSON.parse(voice.whole(answer).body!.toString())
      if (meaning === 'error') {
        t.type(streamed.error?.message, 'string', 'an error in the stream')
        t.throws(() => upstream.readResponse(body), GatewayError, 'an error instead of the whole answer')
        return
      }
      const written: any = JSON.parse(JSON.stringify(door.writeResponse(upstream.readResponse(body), contextOf(door))))
      const whole = doors[door.id]!.readWhole(written)
      t.equal(streamed.error, undefined)
      for (const told of [streamed, whole]) t.equal(told.ending, better?.[door.id] ?? endings[door.id]![meaning])
      if (door.id === 'openai-chat' && raw !== null) t.equal(written.choices[0].native_finish_reason, raw, 'the provider’s own word beside it')
    })
  }
}

test('a stop sequence that was met is named where the dialect has a place for it', async t => {
  const messages = dialectOf('anthropic-messages')
  const response = messages.readResponse(JSON.parse(anthropicMessagesVoice.whole({ text: 'a', stopSequence: 'END' }).body!.toString()))
  const { ending, stopSequence } = doors['anthropic-messages']!.readWhole(JSON.parse(JSON.stringify(messages.writeResponse(response, contextOf(messages)))))
  t.same([ending, stopSequence], ['stop_sequence', 'END'])
})
