import { test } from 'tap'
import type { Dialect } from '../../src/core/dialect.ts'
import { doors } from '../helpers/doors.ts'
import type { Received } from '../helpers/replay-upstream.ts'
import { anthropicMessagesVoice } from '../helpers/voices/anthropic-messages.ts'
import { geminiVoice } from '../helpers/voices/gemini.ts'
import { openaiResponsesVoice } from '../helpers/voices/openai-responses.ts'
import type { Asked, Said, Voice } from '../helpers/voices/voice.ts'
import { contextOf } from './answer-context.ts'
import { bothEnds } from './both-ends.ts'
import { silenceOf } from './silences.ts'

const signature = 'RXFRQmVkcw=='
const call = { id: 'call_1', name: 'f', args: { a: 1 } }

/** What a provider says and wants back unchanged: the proofs that it must see in the next turn. */
const proven: [name: string, voice: Voice, said: Said, seen: (asked: Asked) => unknown, wanted: unknown][] = [
  ['Anthropic’s signed thinking', anthropicMessagesVoice, { text: '', thought: { text: 'Hm.', signature }, calls: [call] }, ({ thoughts }) => thoughts, [{ text: 'Hm.', signature }]],
  ['Anthropic’s sealed thinking', anthropicMessagesVoice, { text: '', thought: { text: '', redacted: signature }, calls: [call] }, ({ thoughts }) => thoughts, [{ text: '', redacted: signature }]],
  ['OpenAI’s sealed reasoning', openaiResponsesVoice, { text: '', thought: { text: '', signature }, calls: [call] }, ({ thoughts }) => thoughts.map(({ signature }) => signature), [signature]],
  ['OpenAI’s sealed reasoning with a summary', openaiResponsesVoice, { text: '', thought: { text: 'Hm.', signature }, calls: [call] }, ({ thoughts }) => thoughts, [{ text: 'Hm.', signature }]],
  ['Gemini’s signed call', geminiVoice, { text: '', thought: { text: 'Hm.' }, calls: [{ ...call, signature }] }, ({ calls }) => calls.map(({ signature }) => signature), [signature]],
  ['Gemini’s signed text', geminiVoice, { text: 'Let me look.', thought: { text: 'Hm.', signature } }, ({ thoughts }) => thoughts.map(({ signature }) => signature).filter(Boolean), [signature]],
]

/** The next request of a client of this door, which sends back what it was told. */
const nextTurn = (door: Dialect, upstream: Dialect, said: Said, voice: Voice) => {
  const response = upstream.readResponse(JSON.parse(voice.whole(said).body!.toString()))
  const answer = JSON.parse(JSON.stringify(door.writeResponse(response, contextOf(door))))
  const [called] = doors[door.id]!.readWhole(answer).choices[0]!.tool_calls
  const results = called === undefined ? [] : [{ id: called.id, name: called.name, text: 'done' }]
  return door.readRequest(doors[door.id]!.ask({ model: 'm', prompt: 'And now?', before: { answer, results } }))
}

for (const door of bothEnds.filter(({ id }) => !silenceOf(id).answers.includes('signatures'))) {
  for (const [name, voice, said, seen, wanted] of proven) {
    const upstream = bothEnds.find(({ id }) => id === voice.dialect)!
    test(`${name} comes back through ${door.id} as it was`, async t => {
      const { body } = upstream.writeRequest({ ...nextTurn(door, upstream, said, voice), model: 'gemini-3-pro' })
      t.same(seen(voice.hear({ parsed: JSON.parse(JSON.stringify(body)), path: ':generateContent' } as Received)), wanted) // a voice hears no more than these
    })
  }

  // OpenAI's chat has a place for what others signed, under their names, as OpenRouter wants it.
  test(`${door.id}: what one provider signed is not shown to another`, async t => {
    for (const [name, voice, said] of proven) {
      const from = bothEnds.find(({ id }) => id === voice.dialect)!
      const request = nextTurn(door, from, said, voice)
      for (const other of bothEnds.filter(({ id }) => id !== voice.dialect && id !== 'openai-chat')) {
        t.notMatch(JSON.stringify(other.writeRequest({ ...request, model: 'm' }).body), signature, `${name}, at ${other.id}`)
      }
    }
  })
}
