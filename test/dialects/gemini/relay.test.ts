import { test } from 'tap'
import { GatewayError } from '../../../src/core/errors.ts'
import { gemini } from '../../../src/dialects/gemini/index.ts'
import { fixtureCases } from '../../helpers/fixtures.ts'
import { cut, lineEndings, splits, withLineEnding } from '../../conformance/wires.ts'

/** What an act throws. */
const thrownBy = (act: () => unknown): unknown => {
  try {
    act()
  } catch (thrown) {
    return thrown
  }
}

const streams = fixtureCases.filter(one => one.kind === 'gemini' && one.isStream)

const relay = (bytes: Buffer, size: number) => {
  const passage = gemini.createRelay({ includeUsage: true })
  const written: Buffer[] = []
  for (const chunk of cut(bytes, size)) written.push(Buffer.from(passage.write(chunk)))
  written.push(Buffer.from(passage.end()))
  return { bytes: Buffer.concat(written), progress: passage.progress }
}

for (const { name, bytes, expected } of streams) {
  test(`${name} is relayed byte for byte, but for an error`, async t => {
    for (const characters of Object.values(lineEndings)) {
      const sent = withLineEnding(bytes, characters)
      for (const size of splits) {
        const relayed = relay(sent, size)
        t.equal(relayed.progress.error?.kind, expected.kind)
        if (expected.kind === 'upstream_overloaded' || expected.kind === 'upstream_cut' || expected.kind === 'upstream_bad_response') {
          const [last] = relayed.bytes.toString().trimEnd().split('\r\n\r\n').slice(-1)
          t.match(JSON.parse(last!.slice(last!.lastIndexOf('data: ') + 6)).error.message, expected.streamError)
          continue
        }
        t.ok(relayed.bytes.equals(sent))
        t.equal(relayed.progress.isFinished, expected.kind === undefined)
        if (expected.usage?.completion !== undefined) t.equal(relayed.progress.usage?.outputTokens, expected.usage.completion)
      }
    }
  })
}

test('a stream that breaks ends in an error, once, and nothing of an unfinished event is sent', async t => {
  const passage = gemini.createRelay({ includeUsage: true })
  const [{ bytes }] = streams as [typeof streams[0]]
  const first = bytes.indexOf('\r\n\r\n') + 4
  t.ok(Buffer.from(passage.write(bytes.subarray(0, first + 20))).equals(bytes.subarray(0, first)))
  t.match(passage.fail(new GatewayError('upstream_timeout', 'Silence.')), /^data: \{"error":\{"code":504,"message":"Silence\."/)
  t.equal(passage.fail(new GatewayError('upstream_timeout', 'Silence.')), '')
  t.equal(passage.end(), '')
  t.equal(passage.write(bytes).length, 0)
})

test('an event without end is refused', async t => {
  const passage = gemini.createRelay({ includeUsage: true })
  const written = [0, 1, 2].map(() => passage.write(Buffer.alloc(4 * 1024 * 1024, 'x')).toString()).join('')
  t.match(written, /too large/)
  t.equal(passage.progress.error?.kind, 'upstream_bad_response')
})

test('whole answers are looked at in passing', async t => {
  const of = (id: string) => JSON.parse(fixtureCases.find(one => one.name === `gemini/${id}`)!.bytes.toString())
  t.match(gemini.inspectResponse(of('text-whole')), { usage: { inputTokens: 5, cacheReadTokens: 10, outputTokens: 9 }, finish: 'STOP', body: undefined })
  t.match(thrownBy(() => gemini.inspectResponse(of('prompt-blocked-whole'))), { kind: 'content_blocked' })
})
