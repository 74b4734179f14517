import { countPromptTokens } from './tokens.ts'
import { readWords, type Directions } from './words.ts'

export type FunctionTool = { name: string; parameters: unknown }
export type ToolResult = { name: string; content: string }

/** A chat request as far as the demo provider listens. */
export type Question = {
  model: string
  stream: boolean
  includeUsage: boolean
  n: number
  maxTokens: number
  stop: string[]
  /** The last user message without the words that steer. */
  prompt: string
  directions: Directions
  tools: FunctionTool[]
  toolChoice: 'auto' | 'none' | 'required' | { name: string }
  mayCallSeveral: boolean
  /** A JSON answer is wanted: of any shape, or of this schema. */
  json: { schema: unknown } | 'any' | undefined
  /** What tools answered since the model last spoke; then it is the model's turn to sum up. */
  toolResults: ToolResult[]
  userTurns: number
  images: number
  promptTokens: number
}

/** What is wrong with a request, in OpenAI's words. */
export type Problem = { status: 400 | 404; message: string; param: string | null; code: string | null }

const maxChoices = 8
/** Tokens in one answer. */
export const outputLimit = 20_000

const problem = (message: string, param: string | null): Problem => ({ status: 400, message, param, code: null })

/** Reads a request body; says what is wrong with it rather than throw. */
export function readQuestion (text: string): Question | Problem {
  let body: any // wire JSON
  try {
    body = JSON.parse(text)
  } catch {
    return problem('We could not parse the JSON body of your request.', null)
  }
  if (typeof body?.model !== 'string') return problem('You must provide a model parameter.', 'model')
  const { messages } = body
  if (!Array.isArray(messages) || messages.length === 0) return problem('`messages` must be an array of at least one message.', 'messages')
  const stranger = messages.findIndex(message => typeof message?.role !== 'string')
  if (stranger !== -1) return problem(`messages[${stranger}] has no role.`, `messages[${stranger}].role`)

  const n = body.n ?? 1
  if (!Number.isInteger(n) || n < 1 || n > maxChoices) return problem(`The demo provider gives 1 to ${maxChoices} answers.`, 'n')
  const maxTokens = body.max_completion_tokens ?? body.max_tokens ?? Infinity
  if (maxTokens !== Infinity && (!Number.isInteger(maxTokens) || maxTokens < 1)) return problem('`max_tokens` must be a whole number above 0.', 'max_tokens')

  const tools = readTools(body.tools)
  const toolChoice = readToolChoice(body.tool_choice)
  if (typeof toolChoice === 'object' && !tools.some(({ name }) => name === toolChoice.name)) {
    return problem(`Tool choice '${toolChoice.name}' not found in 'tools' parameter.`, 'tool_choice')
  }

  const lastUser = messages.findLast(({ role }) => role === 'user')
  const { directions, rest } = readWords(readText(lastUser?.content))
  return {
    model: body.model,
    stream: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
    n,
    maxTokens: Math.min(maxTokens, outputLimit),
    stop: [body.stop ?? []].flat().filter(sequence => typeof sequence === 'string' && sequence !== ''),
    prompt: rest,
    directions,
    tools,
    toolChoice,
    mayCallSeveral: body.parallel_tool_calls !== false,
    json: readFormat(body.response_format),
    toolResults: readToolResults(messages),
    userTurns: messages.filter(({ role }) => role === 'user').length,
    images: partsOf(lastUser?.content).filter(part => part?.type === 'image_url').length,
    promptTokens: countPromptTokens(messages.reduce((sum, { content }) => sum + readText(content).length, body.tools === undefined ? 0 : JSON.stringify(body.tools).length)),
  }
}

export const isProblem = (read: Question | Problem): read is Problem => 'status' in read

const partsOf = (content: any): any[] => Array.isArray(content) ? content : []

const readText = (content: any): string =>
  typeof content === 'string' ? content : partsOf(content).map(part => typeof part?.text === 'string' ? part.text : '').join('')

const readTools = (tools: any): FunctionTool[] =>
  partsOf(tools).filter(tool => typeof tool?.function?.name === 'string').map(({ function: { name, parameters } }) => ({ name, parameters }))

const readToolChoice = (choice: any): Question['toolChoice'] => {
  if (choice === 'none' || choice === 'required') return choice
  return choice?.type === 'function' ? { name: String(choice.function?.name) } : 'auto'
}

const readFormat = (format: any): Question['json'] => {
  if (format?.type === 'json_schema') return { schema: format.json_schema?.schema }
  return format?.type === 'json_object' ? 'any' : undefined
}

/** The tool messages at the end, each with the name of the tool that it answers for. */
function readToolResults (messages: any[]): ToolResult[] {
  const results = messages.slice(messages.findLastIndex(({ role }) => role !== 'tool') + 1)
  const calls = messages.flatMap(message => partsOf(message.tool_calls))
  return results.map(result => ({
    name: calls.find(call => call?.id === result.tool_call_id)?.function?.name ?? 'the tool',
    content: readText(result.content),
  }))
}
