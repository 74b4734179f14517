import type { ChatRequest, Message, Part } from '../core/chat.ts'
import { GatewayError } from '../core/errors.ts'
import type { FetchMedia } from '../transport/index.ts'

/** What one request may point to, all together. */
const maxAddresses = 32
const maxBytes = 48 * 1024 * 1024

type Fetched = Awaited<ReturnType<FetchMedia>>

const remoteUrl = (part: Part): string | undefined =>
  (part.type === 'image' || part.type === 'file') && 'url' in part.source ? part.source.url : undefined

export const hasRemoteMedia = ({ messages }: ChatRequest): boolean => messages.some(({ content }) => content.some(part => remoteUrl(part) !== undefined))

/** The request with every image and file that it points to fetched and put in its place, each address once. Throws GatewayError `media_unreachable`. */
export async function inlineMedia (request: ChatRequest, fetchMedia: FetchMedia): Promise<ChatRequest> {
  const urls = new Set(request.messages.flatMap(({ content }) => content.map(remoteUrl)).filter(url => url !== undefined))
  if (urls.size > maxAddresses) throw new GatewayError('media_unreachable', `The request points to ${urls.size} images and files; at most ${maxAddresses} are fetched.`)
  const budget = { bytes: maxBytes }
  const fetched = new Map(await Promise.all([...urls].map(async url => [url, await fetchMedia(url, budget)] as const)))

  const inline = (part: Part): Part => {
    const url = remoteUrl(part)
    return url === undefined ? part : withData(part, fetched.get(url)!)
  }
  const messages = request.messages.map((message): Message => ({ ...message, content: message.content.map(inline) }))
  return { ...request, messages }
}

const withData = (part: Part, { mediaType, data, host }: Fetched): Part => {
  if (part.type === 'file') return { ...part, source: { data: data.toString('base64') }, mediaType }
  if (part.type !== 'image') return part
  // a page that asks to log in comes with status 200, too
  if (!mediaType.startsWith('image/')) throw new GatewayError('media_unreachable', `${host}: what should be an image is ${mediaType}.`)
  return { ...part, source: { data: data.toString('base64'), mediaType } }
}
