import { count, isObject, list, text, type Wire } from './wire.ts'

/** What an error body says, whatever its shape. `status` is one that stands in the body itself. */
export type ErrorBody = {
  message?: string | undefined
  type?: string | undefined
  code?: string | undefined
  param?: string | undefined
  status?: number | undefined
}

/**
 * Reads OpenAI's and Anthropic's envelopes and their relatives: `{"error":"…","error_type":"…"}` of TGI, `{"error":"…"}`
 * of Ollama, `{"detail":…}` of FastAPI and Mistral, `{"object":"error","message":…}` of vLLM, numeric codes of llama.cpp,
 * a list around the envelope from Google.
 */
export function readErrorBody (body: unknown): ErrorBody {
  if (typeof body === 'string') return { message: text(body) }
  if (Array.isArray(body)) return readErrorBody(body[0])
  if (!isObject(body)) return {}
  const { error } = body
  if (typeof error === 'string') return { message: text(error), type: text(body['error_type']) ?? text(body['type']), code: machineWord(body['code']), status: statusOf(body) }
  return readErrorObject(isObject(error) ? error : body)
}

const readErrorObject = (error: Wire): ErrorBody => ({
  message: messageOf(error),
  type: text(error['type']) ?? text(error['error_type']) ?? text(error['status']),
  code: machineWord(error['code']),
  param: text(error['param']) ?? paramOf(error['detail']) ?? paramOf(error['message']?.detail),
  status: statusOf(error),
})

const messageOf = (error: Wire): string | undefined => {
  const said = text(error['message']) ?? detailOf(error['message']?.detail) ?? detailOf(error['detail']) ?? text(error['msg']) ?? text(error['errors']?.[0]?.message)
  // OpenRouter wraps what the provider behind it said.
  const raw = text(error['metadata']?.raw)
  return said !== undefined && raw !== undefined && said.startsWith('Provider returned') ? `${said}: ${raw}` : said
}

/** FastAPI's `detail`: a sentence, or a list of `{loc, msg}`. */
const detailOf = (detail: unknown): string | undefined => {
  if (!Array.isArray(detail)) return text(detail)
  return text(detail.map(problem => [pathOf(problem?.loc), text(problem?.msg)].filter(Boolean).join(': ')).join('; '))
}

const paramOf = (detail: unknown): string | undefined => text(pathOf(list(detail)[0]?.loc))

const pathOf = (loc: unknown): string => list(loc).filter(step => step !== 'body').join('.')

const machineWord = (code: unknown): string | undefined => typeof code === 'number' ? String(code) : text(code)

const statusOf = (error: Wire): number | undefined =>
  [error['status_code'], error['code'], error['status']].map(count).find(value => value !== undefined && value >= 400 && value < 600)
