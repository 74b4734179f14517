import fc from 'fast-check'
import '../helpers/seeded.ts'
import t, { test } from 'tap'
import { addAnswering } from '../helpers/answering-upstream.ts'
import { startApp } from '../helpers/app.ts'
import { doors, type Question } from '../helpers/doors.ts'
import { kinds } from '../helpers/voices.ts'
import { many } from '../helpers/many.ts'
import { twist } from './twist.ts'

const runs = many(250)

const server = await startApp(t)
for (const kind of kinds) await addAnswering(t, server, kind)

const weather = { name: 'get_weather', description: 'The weather.', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }

/** Everything that can be asked at once. */
const question: Question = {
  model: 'm', prompt: 'hello', system: 'Be brief.', image: { data: 'iVBORw0KGgo=', mediaType: 'image/png' }, file: { data: 'JVBERi0=', mediaType: 'application/pdf', name: 'a.pdf' },
  tools: [weather], choice: { name: 'get_weather' }, isSerial: true, format: { name: 'answer', schema: weather.parameters }, effort: 'low', maxTokens: 3000, temperature: 0.5, topK: 4, stop: ['END'], seed: 7, n: 1,
  presencePenalty: 0.5, user: 'ann', metadata: { a: 'b' }, tier: 'flex', cache: true,
}

for (const [dialect, { path, ask, readError, lacks }] of Object.entries(doors)) {
  if (path === undefined) continue
  const askable = Object.fromEntries(Object.entries(question).filter(([field]) => !(lacks as readonly string[]).includes(field))) as Question
  const bodies = fc.record({ kind: fc.constantFrom(...kinds), stream: fc.boolean(), salts: fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 4 }) })

  test(`${dialect}: whatever is asked, over whichever provider, nothing falls`, async t => {
    await fc.assert(fc.asyncProperty(bodies, async ({ kind, stream, salts }) => {
      const { model: _, ...body } = ask({ ...askable, stream })
      const twisted = salts.reduce<unknown>((body, salt) => twist(body, salt), structuredClone(body))
      const { status, text, json } = await server.call('POST', path, { body: typeof twisted === 'object' && twisted !== null ? { model: `${kind}/m`, ...twisted } : twisted })
      if (status === 200) return
      const problems: string[] = []
      const error = readError(json ?? {}, problems)
      if (status >= 500 || problems.length > 0 || error.type === 'server_error') throw new Error(`${status} ${problems.join()} ${text.slice(0, 500)}\n${JSON.stringify(twisted).slice(0, 2000)}`)
    }), { numRuns: runs })
    t.pass(`${runs} bodies`)
  })
}
