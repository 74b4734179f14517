// What can be asked beside chats: vectors, and how long a prompt is.
import type { Upstream } from '../../helpers/replay-upstream.ts'
import { embeddingTokens, vectorOf } from '../../helpers/voices/embeddings.ts'
import { promptTokens, speakerOf, type Kind } from '../../helpers/voices.ts'
import { refused, warningAbout, wayOf, type Cell, type Stage } from './observe.ts'

/** `heard`: what the upstream's embeddings were asked; undefined when they were not. */
type Seen = { body: any; heard: { inputs: unknown[]; dimensions?: number } | undefined }

type OtherFeature = { name: string; body: Record<string, unknown>; holds(seen: Seen): boolean; param?: RegExp; /** The provider tells it, or not. */ needs?: 'counts' }

export type OtherDoor = { title: string; path: string; features: readonly OtherFeature[] }

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const base64 = (vector: number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64')
const texts = ['hello', 'wörld 👋']

export const otherDoors: readonly OtherDoor[] = [
  {
    title: 'openai-embeddings',
    path: '/api/v1/embeddings',
    features: [
      { name: 'a text', body: { input: 'hello' }, holds: ({ body }) => same(body.data[0].embedding, vectorOf('hello')) },
      { name: 'several texts', body: { input: texts }, holds: ({ body }) => same(body.data.map(({ embedding }: any) => embedding), texts.map(text => vectorOf(text))) },
      { name: 'tokens instead of text', body: { input: [[1, 2], [3]] }, holds: ({ body }) => same(body.data.map(({ embedding }: any) => embedding), [[1, 2], [3]].map(tokens => vectorOf(tokens))) },
      { name: 'so many dimensions', body: { input: 'hello', dimensions: 8 }, holds: ({ body, heard }) => heard?.dimensions === 8 && same(body.data[0].embedding, vectorOf('hello', 8)), param: /dimensions/ },
      { name: 'base64', body: { input: 'hello', encoding_format: 'base64' }, holds: ({ body }) => body.data[0].embedding === base64(vectorOf('hello')) },
      { name: 'end user', body: { input: 'hello', user: 'ann' }, holds: () => true, param: /user/ },
      { name: 'usage', needs: 'counts', body: { input: 'hello' }, holds: ({ body }) => body.usage.prompt_tokens === embeddingTokens },
    ],
  },
  {
    title: 'anthropic-count-tokens',
    path: '/api/v1/messages/count_tokens',
    features: [
      { name: 'tokens of a prompt', body: { messages: [{ role: 'user', content: 'hello' }] }, holds: ({ body }) => body.input_tokens === promptTokens, param: /count_tokens/ },
    ],
  },
]

export async function observeOther ({ server, upstreams }: Stage, { path }: OtherDoor, kind: Kind, { body, holds, param, needs }: OtherFeature): Promise<Cell> {
  if (needs !== undefined && speakerOf(kind).embeddings?.[needs] === false) return { verdict: 'unable' }
  const upstream: Upstream = upstreams.get(kind)!
  const before = upstream.requests.length
  const answer = await server.call('POST', path, { body: { model: `${kind}/m`, ...body } })
  if (answer.status !== 200) return refused({ body: answer.json })
  const warned = warningAbout(answer.headers.get('x-parlance-warnings') ?? '', param)
  if (warned !== undefined) return warned
  const received = upstream.requests.length > before ? upstream.last() : undefined
  const heard = received && speakerOf(kind).embeddings?.path.test(received.path) ? speakerOf(kind).embeddings!.hear(received) : undefined
  return { verdict: holds({ body: answer.json, heard }) ? wayOf(server) : 'lost' }
}
