import type { AuditEntry } from '../core/audit.ts'

/** An entry as callers see it. */
export const toEntry = ({ id, at, actor, action, target, changes }: AuditEntry) => ({
  id,
  at: new Date(at).toISOString(),
  action,
  actor: { type: actor.type, id: actor.id ?? null, name: actor.name, userId: actor.userId ?? null, address: actor.address ?? null },
  target: { type: target.type, id: target.id, name: target.name ?? null },
  changes,
  requestId: actor.requestId ?? null,
})

const columns = ['id', 'at', 'action', 'actor_type', 'actor_id', 'actor_name', 'actor_user_id', 'address', 'target_type', 'target_id', 'target_name', 'changes', 'request_id']

/** Entries as a table (RFC 4180). Cells that a spreadsheet would take for a formula begin with an apostrophe. */
export async function * toCsv (pages: AsyncIterable<readonly AuditEntry[]>): AsyncGenerator<string> {
  yield toLine(columns)
  for await (const page of pages) yield page.map(entry => toLine(cellsOf(entry))).join('')
}

const cellsOf = (entry: AuditEntry): unknown[] => {
  const { id, at, action, actor, target, changes, requestId } = toEntry(entry)
  return [id, at, action, actor.type, actor.id, actor.name, actor.userId, actor.address, target.type, target.id, target.name, JSON.stringify(changes), requestId]
}

const toLine = (cells: readonly unknown[]): string => cells.map(toCell).join(',') + '\r\n'

const toCell = (value: unknown): string => {
  const text = String(value ?? '')
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
