// Provider traffic to test with: what is written by hand in test/fixtures, and what was recorded, where that is at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { reportSkip } from './skips.ts'

/** What an answer says, in OpenAI's words. `null` ids are ones that the provider does not give. */
export type ExpectedAnswer = {
  text: string
  reasoning: string
  tool_calls: { id: string | null; name: string; args: unknown }[]
  finish_reason: string
  usage?: { prompt?: number; completion?: number; total?: number; cached?: number; reasoning?: number }
  refusal?: string
  signature?: string
  redacted?: string
  stopSequence?: string
  /** How many pieces carry log probabilities. */
  logprobs?: number
}

export type Expected = Partial<ExpectedAnswer> & {
  choices?: ExpectedAnswer[]
  /** A part of the message of the error that a stream ends in. */
  streamError?: string
  /** A part of the message of the error that a whole answer turns out to be. */
  thrown?: string
  kind?: string
  anyOfKinds?: string[]
  error?: { status: number; body?: string; kind?: string; param?: string; kept?: number; code?: string; retryAfterMs?: number; message?: string; without?: string }
  accept?: { finish?: (string | null)[]; textOrRefusal?: boolean; usageOptional?: boolean }
}

export type FixtureCase = {
  name: string
  kind: string
  isStream: boolean
  status: number
  headers: Record<string, string>
  bytes: Buffer
  expected: Expected
  /** Where a relay may pass on another form of the same. */
  relayed?: { finish_reason?: string; tool_calls?: ExpectedAnswer['tool_calls'] }
}

const root = resolve(import.meta.dirname, '../..')
const recordedFolder = resolve(root, process.env['FIXTURES_DIR'] ?? '../shared/fixtures')

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

const readWritten = (): FixtureCase[] => {
  const folder = join(root, 'test/fixtures')
  return readdirSync(folder).filter(kind => existsSync(join(folder, kind, 'cases.json'))).flatMap(kind =>
    readJson(join(folder, kind, 'cases.json')).map((one: any): FixtureCase => ({
      name: `${kind}/${one.id}`,
      kind,
      isStream: /\.(sse|ndjson)$/.test(one.file),
      status: one.status ?? 200,
      headers: one.headers ?? {},
      bytes: readFileSync(join(folder, kind, one.file)),
      expected: one.expected,
      ...(one.relayed && { relayed: one.relayed }),
    })))
}

const readRecorded = (): FixtureCase[] => {
  if (!existsSync(join(recordedFolder, 'manifest.json'))) {
    reportSkip('recorded provider traffic', 'set FIXTURES_DIR to the folder that holds it')
    return []
  }
  const expected = readJson(join(recordedFolder, 'expected.json'))
  return readJson(join(recordedFolder, 'manifest.json')).cases.map((one: any): FixtureCase => ({
    name: `recorded ${one.id}`,
    kind: one.kind,
    isStream: one.format !== 'json',
    status: one.status,
    headers: one.headers,
    bytes: readFileSync(join(recordedFolder, one.file)),
    expected: expected[one.id],
  }))
}

/** Written by hand after the vendors' documentation: always there. */
export const writtenCases: readonly FixtureCase[] = readWritten()

/** Recorded from the wire: empty, and said so, where the folder is missing. */
export const recordedCases: readonly FixtureCase[] = readRecorded()

export const fixtureCases: readonly FixtureCase[] = [...writtenCases, ...recordedCases]
