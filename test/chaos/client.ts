import { isDeepStrictEqual } from 'node:util'

/** `right`: the whole answer, and the right one. `honest`: an error that says so. Anything else is `wrong`. */
export type Outcome = { kind: 'right' | 'honest' | 'wrong'; detail: string; ms: number; isHealthy: boolean; isStream: boolean; door: string }

export type Asking = { baseUrl: string; key: string; question: string; expected: string; isStream: boolean; door: 'openai' | 'anthropic' }

/** Asks as a client of a vendor does, reads all of the answer, and judges it as that vendor's client would. */
export async function ask ({ baseUrl, key, question, expected, isStream, door }: Asking): Promise<Outcome> {
  const startedAt = performance.now()
  const response = await fetch(baseUrl + (door === 'openai' ? '/chat/completions' : '/messages'), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'any', messages: [{ role: 'user', content: question }], stream: isStream, ...door === 'anthropic' && { max_tokens: 100 } }),
  })
  const text = await response.text()
  const ms = performance.now() - startedAt
  const isHealthy = response.status === 200 && response.headers.get('x-parlance-attempts') === null
  const judged = response.status !== 200 ? judgeError(response, text) : isStream ? judgeStream(text, expected) : judgeWhole(text, expected, door)
  return { ...judged, ms, isHealthy: isHealthy && judged.kind === 'right', isStream, door }
}

type Judged = Pick<Outcome, 'kind' | 'detail'>
const right: Judged = { kind: 'right', detail: '' }
const wrong = (detail: string): Judged => ({ kind: 'wrong', detail })

const judgeError = ({ status, headers }: Response, text: string): Judged => {
  const { error } = JSON.parse(text)
  const isSaid = typeof error?.message === 'string' && typeof error.type === 'string'
  const isTimed = status !== 429 || Number(headers.get('retry-after')) >= 1
  return isSaid && isTimed && [429, 502, 503, 504, 529, 500].includes(status) ? { kind: 'honest', detail: `${status} ${error.code ?? error.type}` } : wrong(`${status} ${text.slice(0, 200)}`)
}

const judgeWhole = (text: string, expected: string, door: Asking['door']): Judged => {
  const body = JSON.parse(text)
  const said = door === 'openai' ? body.choices[0].message.content : body.content[0].text
  return said === expected ? right : wrong(`said ${said}`)
}

const judgeStream = (text: string, expected: string): Judged => {
  const events = text.split('\n\n').map(block => /^data: (.*)$/m.exec(block)?.[1]).filter(data => data !== undefined)
  const parsed = events.filter(data => data !== '[DONE]').map(data => JSON.parse(data))
  const said = parsed.map(event => event.choices?.[0]?.delta?.content ?? event.delta?.text ?? '').join('')
  const error = parsed.find(event => event.error !== undefined)?.error
  if (error !== undefined) return expected.startsWith(said) ? { kind: 'honest', detail: `in band ${error.code ?? error.type}` } : wrong(`said ${said} before an error`)
  const isFinished = events.at(-1) === '[DONE]' ? parsed.some(event => event.choices?.[0]?.finish_reason === 'stop') : isDeepStrictEqual(parsed.at(-1), { type: 'message_stop' })
  return isFinished && said === expected ? right : wrong(`${isFinished ? 'finished' : 'unfinished'}: ${said}`)
}
