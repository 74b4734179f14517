// Recorded provider traffic, when the folder with it exists: `FIXTURES_DIR`, by default `../shared/fixtures`.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { file, type Behaviour, type Upstream } from './replay-upstream.ts'

/** One recorded exchange, as the manifest of the folder describes it. */
export type RecordedCase = {
  id: string
  kind: string
  provider: string
  stream: boolean
  format: 'json' | 'sse' | 'ndjson'
  status: number
  class: 'ok' | 'error' | 'stream-error'
  headers: Record<string, string>
  file: string
  request: string
  exercises: string[]
}

/** Where a provider's chats are asked for, below the host: the real path of each. */
export const chatPaths: Record<string, string> = {
  openai: '/v1/chat/completions',
  'openai-compatible': '/v1/chat/completions',
  huggingface: '/v1/chat/completions',
  mistral: '/v1/chat/completions',
  deepseek: '/chat/completions',
  groq: '/openai/v1/chat/completions',
  anthropic: '/v1/messages',
  ollama: '/api/chat',
}

const root = resolve(import.meta.dirname, '../..')
const folder = resolve(root, process.env['FIXTURES_DIR'] ?? '../shared/fixtures')

/** The path of a recorded file. */
export const recordedPath = (name: string): string => resolve(folder, name)

/** Every recorded case; undefined where the folder is not, which the test should say: `t.pass(noRecordings)`. */
export function recordedCases (): RecordedCase[] | undefined {
  const manifest = recordedPath('manifest.json')
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).cases : undefined
}

/** What a test says when it has no recordings to read. */
export const noRecordings = `skipped: no recorded traffic in FIXTURES_DIR (${process.env['FIXTURES_DIR'] ?? '../shared/fixtures'})`

/** Makes an upstream answer a recorded case at the path where its provider really has it. Transport headers of the recording stay behind. */
export function serveRecorded (upstream: Upstream, recorded: RecordedCase, behaviour: Behaviour = {}): string {
  const path = chatPaths[recorded.kind]
  if (path === undefined) throw new Error(`No chat path is known for ${recorded.kind}.`)
  const { 'content-length': _length, 'content-encoding': _encoding, 'transfer-encoding': _transfer, connection: _connection, ...headers } = recorded.headers
  upstream.on(`POST ${path}`, file(recordedPath(recorded.file), { status: recorded.status, ...behaviour, headers: { ...headers, ...behaviour.headers } }))
  return path
}
