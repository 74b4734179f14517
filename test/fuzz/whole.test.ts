import fc from 'fast-check'
import '../helpers/seeded.ts'
import { test } from 'tap'
import type { ChatResponse } from '../../src/core/chat.ts'
import { GatewayError } from '../../src/core/errors.ts'
import { contextOf } from '../conformance/answer-context.ts'
import { bothEnds } from '../conformance/both-ends.ts'
import { dialects } from '../conformance/dialects.ts'
import { doors } from '../helpers/doors.ts'
import { fixtureCases } from '../helpers/fixtures.ts'
import { many } from '../helpers/many.ts'
import { spokenAnswers } from './corpus.ts'
import { twist } from './twist.ts'

const runs = many(1000)

const bodiesOf = (id: string): string[] => [
  ...spokenAnswers.filter(({ dialect }) => dialect === id).map(({ bytes }) => bytes.toString()),
  ...fixtureCases.filter(({ kind, isStream }) => !isStream && dialects[kind]?.id === id).map(({ bytes }) => bytes.toString()),
].filter(text => text.startsWith('{'))

/** What a client must be able to take, whatever the upstream said: the rest may be its own garbage. */
const isTheUpstreams = (problem: string): boolean => ['every call has an id of its own', 'every item has an id of its own', 'a tool call has an id and a name', 'a call has a name and args', 'a call has call_id, name and arguments'].includes(problem)

const orGatewayError = <T>(act: () => T): T | undefined => {
  try {
    return act()
  } catch (thrown) {
    if (thrown instanceof GatewayError) return undefined
    throw thrown
  }
}

for (const dialect of bothEnds) {
  const twisted = fc.tuple(fc.constantFrom(...bodiesOf(dialect.id)), fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 5 }))
    .map(([text, salts]) => salts.reduce<unknown>((body, salt) => twist(body, salt), JSON.parse(text)))

  test(`${dialect.id}: a whole answer that is all wrong is an error of ours, or an answer that every door can give`, async t => {
    fc.assert(fc.property(twisted, body => {
      const response: ChatResponse | undefined = orGatewayError(() => dialect.readResponse(structuredClone(body)))
      if (response === undefined) return
      for (const door of bothEnds.filter(door => door !== dialect)) {
        const written = orGatewayError(() => door.writeResponse(response, contextOf(door)))
        if (written === undefined) continue
        const problems = doors[door.id]!.readWhole(JSON.parse(JSON.stringify(written))).problems.filter(problem => !isTheUpstreams(problem))
        if (problems.length > 0) throw new Error(`${door.id}: ${problems.join('; ')}`)
      }
    }), { numRuns: runs })
    t.pass(`${runs} bodies`)
  })

  test(`${dialect.id}: it is looked at in passing without a fall`, async t => {
    fc.assert(fc.property(twisted, body => { orGatewayError(() => dialect.inspectResponse(body)) }), { numRuns: runs })
    t.pass(`${runs} bodies`)
  })

  test(`${dialect.id}: any failure is read, whatever its body is`, async t => {
    const body = fc.oneof(twisted.map(body => JSON.stringify(body)), fc.string({ unit: 'binary' }), fc.json())
    fc.assert(fc.property(fc.integer({ min: 300, max: 599 }), body, (status, text) => {
      const error = dialect.readError(status, { 'retry-after': text.slice(0, 20) }, text)
      return error instanceof GatewayError && error.message.length > 0 && error.message.length <= 1000
    }), { numRuns: runs })
    t.pass(`${runs} failures`)
  })
}
