import type { Reply } from '../helpers/replay-upstream.ts'

export type Bill = { input: number; output: number }

const noBill: Bill = { input: 0, output: 0 }

/** What a provider had reported to be billed in what it sent of a reply: an event or a body counts when all of it was sent. */
export function billOf ({ body = Buffer.alloc(0), headers, status = 200, cutAfter, endAfter, stallAfter, delayMs = 0 }: Reply): Bill {
  if (status !== 200 || delayMs > 60_000) return noBill
  const sent = body.subarray(0, Math.min(body.length, cutAfter ?? Infinity, endAfter ?? Infinity, stallAfter ?? Infinity)).toString()
  if (headers?.['content-type'] === 'application/json') return sent.length === body.toString().length ? merge(noBill, JSON.parse(sent)) : noBill
  if (headers?.['content-type'] !== 'text/event-stream') return noBill
  return sent.split('\n\n').slice(0, -1).reduce((bill, event) => {
    const data = /^data: (.*)$/m.exec(event)?.[1]
    return data === undefined || data === '[DONE]' ? bill : merge(bill, JSON.parse(data))
  }, noBill)
}

/** Later numbers take the place of earlier ones, as both vendors have it. */
const merge = (bill: Bill, said: any): Bill => {
  const usage = said.usage ?? said.message?.usage
  return usage === undefined || usage === null ? bill : { input: usage.prompt_tokens ?? usage.input_tokens ?? bill.input, output: usage.completion_tokens ?? usage.output_tokens ?? bill.output }
}

export const add = (left: Bill, right: Bill): Bill => ({ input: left.input + right.input, output: left.output + right.output })
export const nothing = noBill
