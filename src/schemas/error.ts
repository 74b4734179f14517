import { Type, type Static } from '@sinclair/typebox'
import { errorKinds, type ErrorKind } from '../core/errors.ts'
import { Nullable, ref, StringEnum } from './type.ts'

export const FieldProblem = Type.Object({
  field: Type.String({ description: 'Where it is: `messages[0].content`.', examples: ['messages[0].content'] }),
  message: Type.String({ description: 'What is wrong with it.', examples: ['must be string or array'] }),
}, { $id: 'FieldProblem', description: 'One field of a request that is not valid.' })

export const UpstreamFailure = Type.Object({
  status: Type.Optional(Type.Integer({ description: 'The HTTP status that the provider answered.', examples: [401] })),
  type: Type.Optional(Type.String({ description: 'The provider’s own error type.', examples: ['invalid_request_error'] })),
  code: Type.Optional(Type.String({ description: 'The provider’s own error code.', examples: ['invalid_api_key'] })),
}, { $id: 'UpstreamFailure', description: 'What the provider said, when the failure is its.' })

const kinds = Object.keys(errorKinds) as [ErrorKind, ...ErrorKind[]]

export const Failure = Type.Object({
  message: Type.String({ description: 'For people.', examples: ['messages must not be empty'] }),
  type: Type.String({ description: 'OpenAI’s coarse class of error.', examples: ['invalid_request_error'] }),
  code: StringEnum(kinds, { description: 'For programs: a stable word, see the table of errors.', examples: ['invalid_request'] }),
  param: Nullable(Type.String(), { description: 'The field that is to blame, when one is.', examples: ['messages'] }),
  requestId: Type.String({ description: 'The same as the header `x-request-id`; the log has it.', examples: ['req_mb3k2-1f'] }),
  details: Type.Optional(Type.Array(ref(FieldProblem), { description: 'Each failed field of a validation error.' })),
  upstream: Type.Optional(ref(UpstreamFailure)),
}, { $id: 'Failure', description: 'What went wrong.' })
export type Failure = Static<typeof Failure>

/** The error body of every operation. */
export const ErrorBody = Type.Object({
  error: ref(Failure),
}, { $id: 'Error', description: 'OpenAI’s error envelope with our additions.' })
export type ErrorBody = Static<typeof ErrorBody>

/** Kinds that any operation may answer with. */
const common: ErrorKind[] = ['invalid_request', 'rate_limited', 'internal', 'unavailable']

/** The error responses of an operation, one a status, from the table of kinds: spread it into `response`. */
export function problems (...named: ErrorKind[]): Record<number, object> {
  const byStatus: Record<number, ErrorKind[]> = {}
  for (const kind of new Set([...named, ...common])) (byStatus[errorKinds[kind].status] ??= []).push(kind)
  return Object.fromEntries(Object.entries(byStatus).map(([status, group]) => [status, {
    description: group.map(kind => `\`${kind}\`: ${errorKinds[kind].summary}`).join(' '),
    content: { 'application/json': { schema: ref(ErrorBody) } },
  }]))
}
