import type { ChatRequest, Message, Part } from '../core/chat.ts'
import type { FetchMedia } from '../transport/index.ts'

const remoteUrl = (part: Part): string | undefined =>
  (part.type === 'image' || part.type === 'file') && 'url' in part.source ? part.source.url : undefined

export const hasRemoteMedia = ({ messages }: ChatRequest): boolean => messages.some(({ content }) => content.some(part => remoteUrl(part) !== undefined))

/** The request with every image and file that it points to fetched and put in its place, each address once. */
export async function inlineMedia (request: ChatRequest, fetchMedia: FetchMedia): Promise<ChatRequest> {
  const fetches = new Map<string, ReturnType<FetchMedia>>()
  const fetchOnce = (url: string) => {
    let fetching = fetches.get(url)
    if (fetching === undefined) fetches.set(url, fetching = fetchMedia(url))
    return fetching
  }
  const inline = async (part: Part): Promise<Part> => {
    const url = remoteUrl(part)
    if (url === undefined) return part
    const { mediaType, data } = await fetchOnce(url)
    const base64 = data.toString('base64')
    return part.type === 'image' ? { ...part, source: { data: base64, mediaType } } : { ...part as Extract<Part, { type: 'file' }>, source: { data: base64 }, mediaType }
  }
  const messages = await Promise.all(request.messages.map(async (message): Promise<Message> => ({ ...message, content: await Promise.all(message.content.map(inline)) })))
  return { ...request, messages }
}
