import type { LocalAnswer } from '../../core/provider.ts'
import type { Problem } from './question.ts'

/** Refuses a request in OpenAI's words. */
export const refuse = ({ status, message, param, code }: Problem): LocalAnswer =>
  ({ status, headers: { 'content-type': 'application/json' }, body: [JSON.stringify({ error: { message, type: 'invalid_request_error', param, code } })] })
