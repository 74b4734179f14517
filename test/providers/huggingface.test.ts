import { test } from 'tap'
import { openaiChat } from '../../src/dialects/openai-chat/index.ts'
import huggingface from '../../src/providers/huggingface/index.ts'

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
