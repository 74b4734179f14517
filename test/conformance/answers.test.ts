import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { fixtureCases } from '../helpers/fixtures.ts'
import { dialects } from './dialects.ts'
import { differences, flattenUsage, flattenWireUsage } from './expectations.ts'
import { tellResponse } from './told.ts'

const answers = fixtureCases.filter(one => !one.isStream && one.status === 200 && dialects[one.kind] !== undefined)
const failures = fixtureCases.filter(one => one.expected.error !== undefined && dialects[one.kind] !== undefined)

test('there are whole answers and failures', async t => {
  t.ok(answers.length > 10)
  t.ok(failures.length > 20)
})

const context = { id: 'chatcmpl-1', model: 'alias', created: 1, includeUsage: false }

const kindOf = (act: () => unknown): { kind: string; message: string } => {
  try {
    act()
  } catch (thrown) {
    if (thrown instanceof GatewayError) return thrown
    throw thrown
  }
  return { kind: 'none', message: '' }
}

for (const { name, kind, bytes, expected } of answers) {
  const dialect = dialects[kind]!
  const body = () => JSON.parse(bytes.toString())
  if (expected.thrown !== undefined) {
    test(`${name} is an error although its status is 200`, async t => {
      for (const act of [() => dialect.readResponse(body()), ...dialect === openaiChat ? [() => openaiChat.inspectResponse(body())] : []]) {
        const error = kindOf(act)
        t.equal(error.kind, expected.kind)
        t.match(error.message, expected.thrown)
      }
    })
    continue
  }
  test(`${name} is read, written and looked at in passing`, async t => {
    const response = dialect.readResponse(body())
    const told = tellResponse(response)
    t.same(differences({ ...told, usage: flattenUsage(told.usage), error: undefined }, expected), [], 'read')
    const written: any = JSON.parse(JSON.stringify(openaiChat.writeResponse(response, context)))
    const again = tellResponse(openaiChat.readResponse(written))
    t.same(differences({ ...again, usage: flattenWireUsage(written.usage), error: undefined }, expected), [], 'written and read again')
    if (dialect !== openaiChat) return
    const inspected = openaiChat.inspectResponse(body())
    const mended = tellResponse(openaiChat.readResponse(inspected.body ?? body()))
    t.same(differences({ ...mended, usage: flattenUsage(inspected.usage), error: undefined }, expected), [], 'relayed')
  })
}

for (const { name, kind, status, headers, bytes, expected } of failures) {
  test(`${name} is told apart from other failures`, async t => {
    const error = dialects[kind]!.readError(status, headers, bytes.toString())
    const wanted = expected.error!
    t.equal(error.more.upstream?.status, status)
    t.ok(error.message.length > 0 && error.message.length <= 1000)
    t.notMatch(error.message, /<html/i)
    if (wanted.kind !== undefined) t.equal(error.kind, wanted.kind)
    if (wanted.param !== undefined) t.equal(error.more.param, wanted.param)
    if (wanted.kept !== undefined) t.equal(error.status, wanted.kept)
    if (wanted.code !== undefined) t.equal(error.more.upstream?.code, wanted.code)
    if (wanted.message !== undefined) t.equal(error.message, wanted.message)
    if (wanted.retryAfterMs !== undefined) t.equal(error.more.retryAfterMs, wanted.retryAfterMs)
    if (wanted.without !== undefined) t.notOk(error.message.includes(wanted.without), `${wanted.without} is not shown`)
  })
}
