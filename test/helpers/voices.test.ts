import { test } from 'tap'
import { loadProviders } from '../../src/providers/index.ts'
import { doors } from './doors.ts'
import { silentLog } from './silent-log.ts'
import { anthropicMessagesVoice } from './voices/anthropic-messages.ts'
import { geminiVoice } from './voices/gemini.ts'
import { ollamaVoice } from './voices/ollama.ts'
import { createOpenaiVoice } from './voices/openai-chat.ts'
import { openaiResponsesVoice } from './voices/openai-responses.ts'
import type { Ability, Said, Trouble, Voice } from './voices/voice.ts'
import { kinds } from './voices.ts'

const voices: readonly Voice[] = [createOpenaiVoice(), anthropicMessagesVoice, openaiResponsesVoice, ollamaVoice, geminiVoice]

const calls = [{ id: 'call_1', name: 'f', args: { a: [1, { b: 'ü' }] } }, { id: 'call_2', name: 'g', args: {} }]

const sayings: [name: string, needs: Ability[], said: Said][] = [
  ['text', [], { text: ' Hello,  wörld 👋 ' }],
  ['calls', [], { text: '', calls }],
  ['text and calls', [], { text: 'I look.', calls }],
  ['a thought', ['thought'], { text: 'Yes.', thought: { text: 'Let me see.' }, tokens: { prompt: 11, completion: 20, reasoning: 13 } }],
  ['a signed thought', ['signature'], { text: 'Yes.', thought: { text: 'Let me see.', signature: 'c2ln' } }],
  ['a sealed thought', ['redacted'], { text: 'Yes.', thought: { text: '', redacted: 'ZW5j' } }],
  ['a signed call', ['call-signature'], { text: '', calls: [{ ...calls[0]!, signature: 'c2ln' }] }],
  ['a refusal', ['refusal'], { text: '', refusal: 'I must not.' }],
  ['a cut answer', [], { text: 'Once upon a', ending: 'length' }],
  ['a filtered answer', ['content-filter'], { text: 'Once', ending: 'content-filter' }],
  ['cached tokens', ['cached'], { text: 'Yes.', tokens: { prompt: 100, completion: 5, cached: 60 } }],
  ['log probabilities', ['logprobs'], { text: 'Yes.', logprobs: true }],
  ['two answers', ['answers'], { text: 'Yes.', answers: 2 }],
  ['a stop sequence', ['stop-sequence'], { text: 'Yes.', stopSequence: 'END' }],
]

test('every kind of provider that calls an upstream has a voice', async t => {
  const providers = await loadProviders([], silentLog)
  t.same([...kinds].sort(), providers.filter(({ answer }) => answer === undefined).map(({ kind }) => kind).sort())
})

const plainReasoning = { cached: 0, written: 0, reasoning: 0 }

for (const { dialect, can, whole, stream, broken, error } of voices) {
  const door = doors[dialect]!
  for (const [name, needs, said] of sayings.filter(([, needs]) => needs.every(need => can.has(need)))) {
    test(`${dialect}: ${name} is said in its clients’ own terms`, async t => {
      const told = [door.readWhole(JSON.parse(whole(said).body!.toString())), door.readStream(stream(said, { includeUsage: true }).body!.toString())]
      for (const { problems, choices, tokens, stopSequence } of told) {
        t.same(problems, [])
        t.equal(choices.length, said.answers ?? 1)
        const reasoning = can.has('thought') ? said.thought?.text ?? '' : ''
        for (const { text, reasoning: thought, refusal, tool_calls: called } of choices) {
          t.same({ text, thought, refusal }, { text: said.text, thought: reasoning, refusal: said.refusal ?? '' })
          t.same(called.map(({ name, json, signature }) => ({ name, args: JSON.parse(json), signature })), (said.calls ?? []).map(({ name, args, signature }) => ({ name, args, signature })))
        }
        t.match(choices[0], { ...needs.includes('signature') && { signature: 'c2ln' }, ...needs.includes('redacted') && { redacted: 'ZW5j' } })
        t.equal(choices[0]!.finish_reason, said.ending === undefined ? said.calls ? 'tool_calls' : 'stop' : said.ending.replace('-', '_'))
        t.match(tokens, { ...plainReasoning, ...said.tokens ?? { prompt: 11, completion: 7 }, ...!can.has('cached') && { reasoning: 0 } })
        t.equal(stopSequence, said.stopSequence)
      }
    })
  }

  test(`${dialect}: troubles are told`, async t => {
    const troubles: Trouble[] = ['failed', 'overloaded', 'rate-limited', 'timeout', 'auth', 'invalid']
    for (const trouble of troubles) {
      const reply = broken('the GPU caught fire', trouble)
      if (reply === undefined) continue
      t.match(door.readStream(reply.body!.toString()).error, { message: 'the GPU caught fire' }, trouble)
    }
    t.match(door.readError(JSON.parse(error(500, 'it burns').body!.toString()), []), { message: 'it burns' })
  })
}
