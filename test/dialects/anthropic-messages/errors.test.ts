import { test } from 'tap'
import { type ErrorKind, errorKinds, GatewayError } from '../../../src/core/errors.ts'
import { anthropicMessages } from '../../../src/dialects/anthropic-messages/index.ts'
import { writtenCases } from '../../helpers/fixtures.ts'

const { readError, writeError, statusOf = error => error.status } = anthropicMessages

/** By kind: the status and the word that Anthropic's clients know. */
const words: Partial<Record<ErrorKind, [number, string]>> = {
  invalid_request: [400, 'invalid_request_error'],
  context_length_exceeded: [400, 'invalid_request_error'],
  unauthorized: [401, 'authentication_error'],
  insufficient_quota: [402, 'billing_error'],
  forbidden: [403, 'permission_error'],
  not_found: [404, 'not_found_error'],
  model_not_found: [404, 'not_found_error'],
  conflict: [409, 'conflict_error'],
  body_too_large: [413, 'request_too_large'],
  rate_limited: [429, 'rate_limit_error'],
  upstream_rate_limited: [429, 'rate_limit_error'],
  internal: [500, 'api_error'],
  upstream_auth_failed: [502, 'api_error'],
  upstream_quota_exhausted: [502, 'api_error'],
  upstream_cut: [502, 'api_error'],
  upstream_timeout: [504, 'timeout_error'],
  upstream_overloaded: [529, 'overloaded_error'],
  unavailable: [529, 'overloaded_error'],
}
for (const [kind, [status, type]] of Object.entries(words)) {
  test(`${kind} is ${status} ${type}`, async t => {
    const error = new GatewayError(kind as ErrorKind, 'Why.') // a key of the table
    t.equal(statusOf(error), status)
    t.same(writeError(error, 'req_1'), { type: 'error', error: { type, message: 'Why.' }, request_id: 'req_1' })
  })
}

test('every kind has a word of Anthropic’s', async t => {
  for (const kind of Object.keys(errorKinds)) t.match(writeError(new GatewayError(kind as ErrorKind, 'Why.'), 'r'), { error: { type: /^(\w+_error|request_too_large)$/ } }, kind)
})

const limits = { 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-organization-id': 'org', 'retry-after': '12', 'x-should-retry': 'true', 'content-type': 'application/json' }

for (const { name, status, bytes } of writtenCases.filter(one => one.name.startsWith('anthropic/error-') && one.status !== 200)) {
  const isOurs = /error-401|error-400-credit/.test(name)
  test(`${name} is ${isOurs ? 'told in our words' : 'passed on to the letter'}`, async t => {
    const body = JSON.parse(bytes.toString())
    const error = readError(status, limits, bytes.toString())
    t.same(error.more.headers, { 'anthropic-ratelimit-requests-remaining': '0', 'retry-after': '12', 'x-should-retry': 'true' })
    if (isOurs) t.match({ written: writeError(error, 'req_1'), status: statusOf(error) }, { written: { error: { type: 'api_error' }, request_id: 'req_1' }, status: 502 })
    else t.same({ written: writeError(error, 'req_1'), status: statusOf(error) }, { written: body, status })
  })
}

test('an error that is passed on keeps its status, be it another than ours', async t => {
  for (const status of [500, 408, 409]) {
    t.equal(statusOf(readError(status, {}, '{"type":"error","error":{"type":"api_error","message":"Internal server error"}}')), status)
  }
})

test('an error in other words is told in Anthropic’s', async t => {
  const error = readError(503, {}, '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}')
  t.same({ written: writeError(error, 'req_1'), status: statusOf(error) }, { written: { type: 'error', error: { type: 'overloaded_error', message: 'Loading model' }, request_id: 'req_1' }, status: 529 })
})
