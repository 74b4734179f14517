/** About so many bytes of words and JSON make a token: English has four, code and most scripts three or more. Errs high. */
const bytesPerToken = 3
/** A picture or a page, as large as providers count them. */
const picture = 2000
/** About so many characters of base64 of a recording or a PDF make a token. */
const charactersPerToken = 40
/** What stands around a request, and what a provider adds to it. */
const frame = 16

/** Fields that hold pictures and files, as data or as an address, in all dialects. */
const mediaFields: ReadonlySet<string> = new Set(['url', 'image_url', 'file_url', 'file_data', 'data', 'images', 'fileUri'])

type Size = { characters: number; mediaCharacters: number; mediaTokens: number }

/** At least how many tokens a prompt will be, nearly always: from its bytes, without reading its words. Pictures and files count by themselves. */
export function estimatePrompt (body: unknown, bodyBytes: number, systemPrompt = ''): number {
  const size: Size = { characters: 0, mediaCharacters: 0, mediaTokens: 0 }
  measure(body, '', size, bodyBytes === 0)
  // a body that never was bytes is as long as its texts, each in quotes and under a name
  const bytes = (bodyBytes === 0 ? size.characters : bodyBytes) - size.mediaCharacters
  return Math.ceil((bytes + systemPrompt.length) / bytesPerToken) + size.mediaTokens + frame
}

/** Over everything that the body holds: the dialects are many, and what is none of a prompt is small. */
function measure (value: unknown, field: string, size: Size, isCounting: boolean): void {
  if (typeof value === 'string') return measureText(value, field, size, isCounting)
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) measure(item, field, size, isCounting)
    return
  }
  for (const name in value) measure((value as Record<string, unknown>)[name], name, size, isCounting)
}

function measureText (text: string, field: string, size: Size, isCounting: boolean): void {
  if (isCounting) size.characters += Buffer.byteLength(text) + 16
  if (!mediaFields.has(field)) return
  if (text.startsWith('http')) size.mediaTokens += picture
  else if (text.startsWith('data:') || isBase64(text)) {
    size.mediaCharacters += text.length
    size.mediaTokens += isPicture(text) ? picture : Math.max(picture, Math.ceil(text.length / charactersPerToken))
  }
}

const isBase64 = (text: string): boolean => text.length > 500 && /^[\w+/=-]+$/.test(text.slice(0, 500))

/** By its first bytes, or as it says itself: PNG, JPEG, GIF, WebP. */
const isPicture = (text: string): boolean => /^(data:image\/|iVBOR|\/9j\/|R0lG|UklG)/.test(text)
