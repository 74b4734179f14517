import type { ChatRequest, Part, Tool } from '../core/chat.ts'
import type { TokenCounter } from './counter.ts'

/** What stands around each message and each tool, in tokens. */
const frame = 4
/** A picture or a page, as large as providers count them. */
const picture = 1500
/** About so many bytes of a PDF make a token. */
const bytesPerToken = 30

/** How long a prompt is, in tokens: words by the counter, pictures and files by their size. */
export async function countPrompt ({ messages, tools = [] }: ChatRequest, counter: Pick<TokenCounter, 'count'>): Promise<number> {
  const parts = messages.flatMap(({ content }) => content)
  const counts = await counter.count([...parts.map(wordsOf), ...tools.map(wordsOfTool)].filter(words => words !== ''))
  const weights = parts.map(weightOf)
  return [...counts, ...weights].reduce((sum, tokens) => sum + tokens, frame * (messages.length + tools.length))
}

const wordsOf = (part: Part): string => {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return part.text
    case 'tool-call':
      return `${part.name} ${part.arguments}`
    case 'file':
      return 'data' in part.source && isText(part.mediaType) ? Buffer.from(part.source.data, 'base64').toString() : ''
    case 'extra':
      return JSON.stringify(part.data) ?? ''
    default:
      return ''
  }
}

const wordsOfTool = (tool: Tool): string =>
  JSON.stringify(tool.type === 'extra' ? tool.data : { name: tool.name, description: tool.description, parameters: tool.parameters })

const weightOf = (part: Part): number => {
  if (part.type === 'image') return picture
  if (part.type === 'audio') return weightOfData(part.data)
  if (part.type !== 'file' || isText(part.mediaType)) return 0
  return 'data' in part.source ? weightOfData(part.source.data) : picture
}

const weightOfData = (base64: string): number => Math.max(picture, Math.ceil(base64.length * 0.75 / bytesPerToken))

const isText = (mediaType: string | undefined): boolean => mediaType?.startsWith('text/') === true
