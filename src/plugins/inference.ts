import type { FastifyRequest } from 'fastify'
import type { Attribution } from '../core/chat.ts'
import type { Call } from '../gateway/index.ts'

/** Headers in which clients say whom a call is for: Claude Code's, Open WebUI's. */
const attributionHeaders: readonly [keyof Attribution, string][] = [
  ['user', 'x-openwebui-user-id'],
  ['chat', 'x-openwebui-chat-id'],
  ['session', 'x-claude-code-session-id'],
  ['agent', 'x-claude-code-agent-id'],
  ['parentAgent', 'x-claude-code-parent-agent-id'],
]
const longest = 200

const attributionOf = ({ headers }: FastifyRequest, user: unknown): Attribution | undefined => {
  let found: Attribution | undefined
  for (const [name, header] of attributionHeaders) {
    const value = headers[header]
    if (typeof value === 'string' && value !== '') (found ??= {})[name] = value.slice(0, longest)
  }
  if (typeof user === 'string' && user !== '') (found ??= {}).user ??= user.slice(0, longest)
  return found
}

/** What only the door knows of a call. `user`: the end user as the body names them. */
export type DoorCall = Pick<Call, 'door' | 'route' | 'models' | 'createAnswerId'> & { body: Record<string, unknown>; isStream?: boolean; includeUsage?: boolean; user?: unknown }

/** A request as the gateway takes it. Field by field: a spread would cost half a microsecond a request. */
export const callOf = (request: FastifyRequest, { door, route, models, createAnswerId, body, user, isStream = false, includeUsage = false }: DoorCall): Call => ({
  requestId: request.id,
  route,
  door,
  createAnswerId,
  raw: request.rawBody!,
  body,
  headers: request.headers,
  caller: request.caller ?? undefined,
  attribution: attributionOf(request, user),
  models,
  isStream,
  includeUsage,
  isStrict: request.headers['x-strict'] === 'true',
})
