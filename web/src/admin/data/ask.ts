import { ParlanceError } from '@parlance/client'
import { client } from '../../session/session.ts'

export type Query = Readonly<Record<string, string | number | undefined>>
type Asked = { query?: Query; body?: object; signal?: AbortSignal; accept?: string }
type Answered = { data?: unknown; error?: unknown; response: Response }

/** Calls an operation that the typed client has no method for. Throws as its methods do. */
export async function ask<T> (method: 'get' | 'post' | 'patch' | 'delete', path: string, { query = {}, body, signal, accept }: Asked = {}): Promise<T> {
  const request = client.http.request as unknown as (method: string, path: string, init: object) => Promise<Answered>
  const { data, error, response } = await request(method, `/api/v1${path}`, {
    params: { query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== '')) },
    ...body !== undefined && { body },
    ...signal !== undefined && { signal },
    ...accept !== undefined && { headers: { accept }, parseAs: 'blob' },
  })
  if (response.ok) return data as T // the server's document says so
  const { error: known } = Object(error) as { error?: ConstructorParameters<typeof ParlanceError>[1] & { message: string } }
  throw known === undefined ? new ParlanceError('What answered does not speak as Parlance does.', { code: 'bad_response', status: response.status }) : new ParlanceError(known.message, { ...known, status: response.status })
}

/** A table as a file. */
export const askTable = (path: string, query: Query): Promise<Blob> => ask('get', path, { query, accept: 'text/csv' })
