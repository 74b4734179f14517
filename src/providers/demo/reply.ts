import { sampleJson } from './json-sample.ts'
import { explain, explainBriefly, refusal, sumUp, think } from './prose.ts'
import { outputLimit, type Question } from './question.ts'
import { image, markdown } from './specimens.ts'
import { splitTokens } from './tokens.ts'
import { chooseCalls, textFrom, type Call } from './tool-calls.ts'

/** Characters; more than fit into the longest answer need not be cut into tokens. */
const maxEcho = 8 * outputLimit

/** One answer, in tokens. */
export type Reply = {
  reasoning: string[]
  /** Text, or the refusal when `isRefusal`. */
  text: string[]
  isRefusal: boolean
  calls: { name: string; arguments: string[] }[]
  finish: 'stop' | 'length' | 'tool_calls'
}

/** Decides what is answered. `choice` counts from 0; answers to one question differ a little. */
export function composeReply (question: Question, choice: number): Reply {
  const { directions, model, maxTokens } = question
  const reasoning = directions.wantsReasoning || model === 'parlance-reasoning' ? splitTokens(think(question)) : []
  const calls = directions.style === 'refuse' ? [] : chooseCalls(question)
  const text = calls.length > 0 ? [] : composeText(question, choice)

  const keptReasoning = reasoning.slice(0, maxTokens)
  const keptText = text.slice(0, maxTokens - keptReasoning.length)
  const isCut = keptReasoning.length + keptText.length < reasoning.length + text.length || (calls.length > 0 && reasoning.length >= maxTokens)
  return {
    reasoning: keptReasoning,
    text: keptText,
    isRefusal: directions.style === 'refuse',
    calls: isCut ? [] : calls.map(splitArguments),
    finish: isCut ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop',
  }
}

/** Tokens in all parts of a reply; a call counts one for its name. */
export const countTokens = ({ reasoning, text, calls }: Reply): number =>
  reasoning.length + text.length + calls.reduce((sum, call) => sum + 1 + call.arguments.length, 0)

const splitArguments = ({ name, arguments: json }: Call) => ({ name, arguments: splitTokens(json) })

function composeText (question: Question, choice: number): string[] {
  const { directions, stop } = question
  const whole = choice > 0 && question.json === undefined && directions.style === undefined ? `Answer ${choice + 1}. ${write(question)}` : write(question)
  const canStretch = question.json === undefined && directions.style !== 'json' && directions.style !== 'refuse' && directions.style !== 'empty'
  const tokens = directions.length !== undefined && canStretch ? stretch(whole, directions.length) : splitTokens(whole)
  const text = tokens.join('')
  const stops = stop.map(sequence => text.indexOf(sequence)).filter(at => at !== -1)
  return stops.length === 0 ? tokens : splitTokens(text.slice(0, Math.min(...stops)))
}

function write (question: Question): string {
  const { directions, json, prompt, model, toolResults } = question
  if (directions.style === 'refuse') return refusal
  if (directions.style === 'empty') return ''
  if (typeof json === 'object' && json.schema !== undefined) return JSON.stringify(sampleJson(json.schema, textFrom(prompt)))
  if (json !== undefined || directions.style === 'json') return JSON.stringify({ answer: explainBriefly(question), model, characters: prompt.length })
  if (directions.style === 'markdown') return markdown
  if (directions.style === 'image') return image
  if (directions.style === 'echo') return prompt.slice(0, maxEcho)
  if (toolResults.length > 0) return sumUp(question)
  if (directions.tool !== undefined || directions.toolCount !== undefined) return missingTool(question)
  return model === 'parlance-mini' ? explainBriefly(question) : explain(question)
}

function missingTool ({ directions: { tool }, tools }: Question): string {
  if (tools.length === 0) return 'I would call a tool, but the request offers none: send some in `tools`.'
  if (typeof tool !== 'string') return 'I would call a tool, but the request forbids it.'
  return `I would call \`${tool}\`, but the request only offers ${tools.map(({ name }) => `\`${name}\``).join(', ')}.`
}

/** The text over and over, cut to exactly so many tokens. */
function stretch (text: string, length: number): string[] {
  const tokens = splitTokens(`${text || 'Nothing'}\n\n`)
  return Array.from({ length }, (_, index) => tokens[index % tokens.length] ?? '')
}
