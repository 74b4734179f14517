// A client of Ollama's chat.
import { blankChoice, createRule, isCount, parseOr, set, type Door, type Rule, type Told } from './door.ts'

const finishOf = (reason: string, hasCalls: boolean): string => hasCalls ? 'tool_calls' : ['length', 'content_filter'].includes(reason) ? reason : 'stop'

const tokensOf = (line: any) => ({ prompt: line.prompt_eval_count ?? 0, completion: line.eval_count ?? 0, cached: 0, written: 0, reasoning: 0 })

const readLine = (line: any, told: Told, rule: Rule): void => {
  const { message } = line
  const choice = told.choices[0]!
  rule(typeof line.model === 'string' && !Number.isNaN(Date.parse(line.created_at)) && typeof line.done === 'boolean', 'every line has model, created_at and done')
  rule(message?.role === 'assistant' && typeof message.content === 'string', 'every line has a message with text')
  choice.text += message?.content ?? ''
  choice.reasoning += message?.thinking ?? ''
  choice.logprobs += line.logprobs?.length ? 1 : 0
  for (const { id, function: { name, arguments: input } } of message?.tool_calls ?? []) {
    rule(typeof input === 'object' && input !== null && !Array.isArray(input), 'the arguments of a call are an object')
    choice.tool_calls.push({ id: id ?? '', name, json: JSON.stringify(input) })
  }
  if (!line.done) return
  rule(typeof line.done_reason === 'string' && [line.prompt_eval_count, line.eval_count].every(value => value === undefined || isCount(value)), 'the last line says why and how much')
  told.ending = line.done_reason
  choice.finish_reason = finishOf(line.done_reason, choice.tool_calls.length > 0)
  told.tokens = tokensOf(line)
}

const blank = (): Told => ({ choices: [blankChoice()], tokens: undefined, error: undefined, ending: undefined, problems: [] })

export const ollamaDoor: Door = {
  dialect: 'ollama',
  lacks: ['choice', 'isSerial', 'n', 'user', 'metadata', 'tier', 'cache', 'file', 'budget', 'verbosity', 'failed-results', 'met-stops'],
  ask: ({ model, prompt, stream = false, system, image, tools, format, effort, before, ...question }) => ({
    model,
    stream,
    messages: [
      ...system === undefined ? [] : [{ role: 'system', content: system }],
      { role: 'user', content: prompt, ...image && 'data' in image && { images: [image.data] } },
      ...before === undefined ? [] : [before.answer.message, ...before.results.map(({ name, text }) => ({ role: 'tool', tool_name: name, content: text }))],
    ],
    ...set({ tools: tools?.map(tool => ({ type: 'function', function: tool })), format: typeof format === 'object' ? format.schema : format, think: effort }),
    options: set({ temperature: question.temperature, top_p: question.topP, top_k: question.topK, num_predict: question.maxTokens, stop: question.stop, seed: question.seed, presence_penalty: question.presencePenalty, frequency_penalty: question.frequencyPenalty }),
  }),
  readStream (text) {
    const told = blank()
    const rule = createRule(told.problems)
    let isDone = false
    for (const line of text.split('\n').filter(line => line !== '')) {
      const wire = parseOr(line)
      rule(wire !== undefined, 'every line is JSON')
      rule(!isDone && told.error === undefined, 'nothing comes after the last line or an error')
      if (wire?.error !== undefined) told.error = ollamaDoor.readError(wire, told.problems)
      else if (wire !== undefined) readLine(wire, told, rule)
      isDone ||= wire?.done === true
    }
    rule(text === '' || text.endsWith('\n'), 'the last line is whole')
    rule(isDone || told.error !== undefined, 'the stream ends in a last line or an error')
    return told
  },
  readWhole (body) {
    const told = blank()
    readLine(body, told, createRule(told.problems))
    createRule(told.problems)(body.done === true, 'a whole answer is done')
    return told
  },
  readError (body, problems) {
    createRule(problems)(typeof body.error === 'string' && body.error !== '', 'an error is a sentence')
    return { message: body.error, type: '', body }
  },
}
