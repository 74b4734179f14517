import { test } from 'tap'
import { GatewayError } from '../../src/core/errors.ts'
import type { FetchJson } from '../../src/core/provider.ts'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import { applyParams } from '../../src/gateway/params.ts'
import huggingface from '../../src/providers/huggingface/index.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const router = 'https://router.huggingface.co/v1'
const endpoint = 'https://x.endpoints.huggingface.cloud'
const apiKey = 'hf_canary'

const read = (status: number, body: unknown) => {
  const error = openaiChat.readError(status, {}, JSON.stringify(body))
  return huggingface.refineError?.(error) ?? error
}

test('understands what Hugging Face says in words', async t => {
  const cases: [number, unknown, string][] = [
    [422, { error: 'Template error: template not found', error_type: 'template_error' }, 'invalid_request'],
    [422, { error: 'Input validation error: `inputs` must have less than 1024 tokens. Given: 2000', error_type: 'validation' }, 'context_length_exceeded'],
    [422, { error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 500 `max_new_tokens`', error_type: 'validation' }, 'context_length_exceeded'],
    [429, { error: 'Model is overloaded', error_type: 'overloaded' }, 'upstream_overloaded'],
    [503, { error: 'Model google/gemma-2b is currently loading', estimated_time: 20 }, 'upstream_overloaded'],
    [400, { error: { message: "The requested model 'a/b' is not supported by any provider you have enabled.", type: 'invalid_request_error', code: 'model_not_supported' } }, 'model_not_found'],
    [402, { error: 'You have exceeded your monthly included credits for Inference Providers.' }, 'upstream_quota_exhausted'],
    [400, { error: 'You have depleted your monthly included credits. Purchase pre-paid credits to continue using Inference Providers.' }, 'upstream_quota_exhausted'],
    [400, { error: 'Bad Request: The endpoint is paused, ask a maintainer to restart it' }, 'upstream_unreachable'],
    [503, { error: 'The endpoint is scaled to zero, it is being started.' }, 'upstream_overloaded'],
    [401, { error: 'Invalid username or password.' }, 'upstream_auth_failed'],
    [500, { error: 'Request failed during generation: Server error: CUDA out of memory', error_type: 'generation' }, 'upstream_failed'],
  ]
  for (const [status, body, kind] of cases) t.equal(read(status, body).kind, kind, JSON.stringify(body))
})

test('keeps the upstream’s status and drops the one of the wrong kind', async t => {
  const { status, more } = read(422, { error: 'Input validation error: `inputs` must have less than 1024 tokens. Given: 2000', error_type: 'validation' })
  t.equal(status, 400)
  t.equal(more.upstream?.status, 422)
})

test('the router and an endpoint speak of vectors in different ways', async t => {
  const spoken = (baseUrl: string) => huggingface.speaks.filter(({ isSpoken }) => isSpoken?.({ baseUrl }) ?? true).map(({ dialect }) => dialect.id)
  t.same(spoken(router), ['openai-chat', 'hf-feature-extraction'])
  t.same(spoken(endpoint), ['openai-chat', 'openai-embeddings'])
})

test('a call goes where it is answered', async t => {
  const url = (baseUrl: string, path: string, model = 'org/model:novita') => huggingface.address({ baseUrl, apiKey }, { path, model, stream: false }).url
  t.equal(url(router, '/chat/completions'), 'https://router.huggingface.co/v1/chat/completions')
  t.equal(url(endpoint, '/embeddings'), 'https://x.endpoints.huggingface.cloud/v1/embeddings')
  for (const model of ['BAAI/bge-m3', 'BAAI/bge-m3:hf-inference']) {
    t.equal(url(router, '/pipeline/feature-extraction', model), 'https://router.huggingface.co/hf-inference/models/BAAI/bge-m3/pipeline/feature-extraction')
  }
  for (const model of ['../a', 'a/..', 'a?b', 'a/b/c', '']) t.match(thrownBy(() => url(router, '/pipeline/feature-extraction', model)), { kind: 'model_not_found' }, model)
  t.match(thrownBy(() => url(router, '/pipeline/feature-extraction', 'a/b:nebius')), { kind: 'operation_unsupported', more: { param: 'model' } })
})

test('an organization is billed when one is named', async t => {
  const headers = (more: object) => huggingface.address({ baseUrl: router, apiKey, ...more }, { path: '/chat/completions', model: 'm', stream: false }).headers
  t.same(headers({ billTo: 'my-org' }), { authorization: 'Bearer hf_canary', 'x-hf-bill-to': 'my-org' })
  t.same(headers({}), { authorization: 'Bearer hf_canary' })
})

test('an endpoint is told a schema where each server looks for it, the router is told what was asked', async t => {
  const [{ params }] = huggingface.speaks
  const apply = (baseUrl: string, body: Record<string, unknown>) => applyParams(body, typeof params === 'function' ? params('m', { baseUrl }) : params ?? {})
  const schema = { type: 'object', properties: { a: {} } }
  const asked = { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } }, stop: 'END' }
  t.same(apply(endpoint, asked), { changes: { stop: ['END'], response_format: { ...asked.response_format, value: { name: 'answer', schema } } }, warnings: [] })
  t.same(apply(endpoint, { response_format: { type: 'json_object' } }).changes, { response_format: { type: 'json_object', value: { type: 'object' } } })
  for (const format of [{ type: 'json_object', value: schema }, { type: 'regex', value: 'a+' }, { type: 'text' }]) t.same(apply(endpoint, { response_format: format, stop: ['a'] }).changes, {}, format.type)
  t.same(apply(endpoint, { max_completion_tokens: 5 }).changes, { max_completion_tokens: undefined, max_tokens: 5 })
  t.same(apply(router, { ...asked, max_completion_tokens: 5 }), { changes: {}, warnings: [] })
})

const missing = new GatewayError('upstream_bad_response', 'nothing here', { upstream: { status: 404 } })

test('an endpoint without a listing says in another place what it runs, or nothing', async t => {
  const list = async (info: unknown) => {
    const asked: string[] = []
    const fetchJson: FetchJson = async url => {
      asked.push(url)
      if (url.endsWith('/info') && info !== undefined) return info
      throw missing
    }
    return { asked, models: await huggingface.models?.({ baseUrl: endpoint, apiKey }, { fetchJson }) }
  }
  t.same(await list({ model_id: 'org/chatty', max_total_tokens: 8192, max_input_tokens: 8191 }), { asked: [`${endpoint}/v1/models`, `${endpoint}/info`], models: [{ id: 'org/chatty', contextWindow: 8192 }] })
  t.same((await list({ model_id: 'org/vectors', model_type: { embedding: { pooling: 'cls' } }, max_input_length: 512 })).models, [{ id: 'org/vectors', contextWindow: 512, capabilities: ['embeddings'] }])
  t.same((await list({})).models, [])
  t.same((await list(undefined)).models, [])
})

test('a listing that is refused is no listing that is missing', async t => {
  const refused = new GatewayError('upstream_auth_failed', 'no', { upstream: { status: 401 } })
  const thrown = await huggingface.models?.({ baseUrl: endpoint, apiKey }, { fetchJson: async () => { throw refused } }).catch((thrown: unknown) => thrown)
  t.equal(thrown, refused)
})
