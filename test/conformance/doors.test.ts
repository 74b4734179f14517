import { test } from 'tap'
import { createTranslation } from '../../src/gateway/translation.ts'
import { doors } from '../helpers/doors.ts'
import { fixtureCases } from '../helpers/fixtures.ts'
import { contextOf } from './answer-context.ts'
import { bothEnds } from './both-ends.ts'
import { dialects } from './dialects.ts'
import { differences } from './expectations.ts'
import { expectedAtDoor, seenAtDoor } from './seen-at-door.ts'
import { cut } from './wires.ts'

/** Doors whose clients are told the kind of an error by its name. */
const namesKinds = ['openai-chat', 'openai-responses']

const answers = fixtureCases.filter(({ kind, status, expected }) => status === 200 && dialects[kind] !== undefined && expected.thrown === undefined)

test('there are answers of every kind, and doors', async t => {
  t.same([...new Set(answers.map(({ kind }) => kind))].sort(), Object.keys(dialects).sort())
  t.ok(bothEnds.length > 3)
})

for (const door of bothEnds) {
  for (const { name, kind, isStream, bytes, expected } of answers) {
    const upstream = dialects[kind]!
    test(`${name} comes out of ${door.id} as it was said, its tokens counted right`, async t => {
      const wanted = expectedAtDoor(expected, door.id, namesKinds.includes(door.id))
      if (!isStream) {
        const told = doors[door.id]!.readWhole(JSON.parse(JSON.stringify(door.writeResponse(upstream.readResponse(JSON.parse(bytes.toString())), contextOf(door)))))
        t.same(differences(seenAtDoor(told), wanted), [])
        return
      }
      for (const size of [1, 977]) {
        const passage = createTranslation(upstream, door, contextOf(door))
        let stream = ''
        for (const chunk of cut(bytes, size)) stream += passage.write(chunk).toString()
        stream += passage.end()
        t.same(differences(seenAtDoor(doors[door.id]!.readStream(stream)), wanted), [], `${size} bytes at a time`)
      }
    })
  }
}
