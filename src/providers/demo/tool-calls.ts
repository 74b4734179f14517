import { sampleJson } from './json-sample.ts'
import type { FunctionTool, Question } from './question.ts'

export type Call = { name: string; arguments: string }

/** Words in a tool's name that say nothing about its subject. */
const fillers = new Set(['call', 'create', 'current', 'data', 'fetch', 'find', 'from', 'function', 'info', 'list', 'look', 'query', 'read', 'send', 'this', 'tool', 'with'])

/** The tools to call; none when the answer is text. */
export function chooseCalls (question: Question): Call[] {
  const { tools, toolChoice, directions, mayCallSeveral } = question
  const [first] = tools
  if (first === undefined || toolChoice === 'none') return []
  if (typeof toolChoice === 'object') return tools.filter(({ name }) => name === toolChoice.name).slice(0, 1).map(tool => call(tool, question))

  const wanted = question.toolResults.length > 0 ? [] : wantedTools(question)
  const chosen = wanted.length === 0 && toolChoice === 'required' ? [first] : wanted
  return chosen.slice(0, mayCallSeveral ? directions.toolCount ?? 1 : 1).map(tool => call(tool, question))
}

function wantedTools ({ tools, directions: { tool, toolCount }, prompt }: Question): FunctionTool[] {
  if (toolCount !== undefined) return Array.from({ length: toolCount }, (_, index) => tools[index % tools.length]).filter(tool => tool !== undefined)
  if (tool === true) return tools.slice(0, 1)
  if (tool !== undefined) return tools.filter(({ name }) => name === tool)
  const asked = prompt.toLowerCase()
  return tools.filter(({ name }) => subjects(name).some(word => asked.includes(word)))
}

/** `get_current_weather`, `getCurrentWeather` → weather */
const subjects = (name: string): string[] => name
  .replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().split(/[^\p{L}\p{N}]+/u)
  .filter(word => word.length > 3 && !fillers.has(word))

const call = ({ name, parameters }: FunctionTool, { prompt }: Question): Call => ({
  name,
  arguments: JSON.stringify(parameters === undefined ? {} : sampleJson({ type: 'object', ...(parameters as object) }, textFrom(prompt))),
})

/** Strings that look as if a model had read them out of the prompt. */
export const textFrom = (prompt: string) => (property: string): string => {
  if (/city|location|place|town|country/i.test(property)) return /\b(?:in|at|for|of|to|from) (\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)*)/u.exec(prompt)?.[1] ?? 'Paris'
  if (/query|question|prompt|text|message|search|input|answer|content/i.test(property)) return prompt.slice(0, 200) || 'demo'
  return property === '' ? 'demo' : `demo ${property}`
}
