/** Takes a base64 data URL apart; undefined for any other address. Never copies more than the data itself. */
export function readDataUrl (url: string): { mediaType: string; data: string } | undefined {
  if (!url.startsWith('data:')) return undefined
  const comma = url.indexOf(',')
  if (comma < 0 || !url.slice(0, comma).endsWith(';base64')) return undefined
  const mediaType = url.slice(5, comma).split(';', 1)[0] ?? ''
  return { mediaType, data: url.slice(comma + 1) }
}

export const writeDataUrl = (mediaType: string, data: string): string => `data:${mediaType};base64,${data}`
