const longest = 1000

// Providers quote the credential they refuse, and some put it into addresses that they quote.
const secrets: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  [/\b(api[-_]?key|access[-_]?token|secret|password|key|token)=[^\s&"',]{6,}/gi, '$1=[redacted]'],
  [/\b(api[-_ ]?key|authorization|password)(["']?(?: provided)?\s*:\s*["']?)[^\s"',]{6,}/gi, '$1$2[redacted]'],
  [/\bsk-[\w*.-]{8,}/g, '[redacted]'],
  [/\b(?:rk-|pk-|gsk_|hf_|xai-|plk_|nvapi-|csk-|fw_|r8_|pplx-|AIza|ya29\.)[\w*.-]{16,}/g, '[redacted]'],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g, '[redacted]'],
]

/** An upstream's own words, fit to be shown: no credential, no control characters, at most 1,000 characters. */
export function scrub (message: string): string {
  let shown = message.length > longest * 4 ? message.slice(0, longest * 4) : message
  for (const [pattern, replacement] of secrets) shown = shown.replace(pattern, replacement)
  // eslint-disable-next-line no-control-regex
  shown = shown.replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, ' ').trim()
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown
}

/** Whether a body is a web page, which no caller wants to read in JSON. */
export const isHtml = (body: string): boolean => /^\s*(<!doctype|<html|<head|<body|<\?xml|<title|<center)/i.test(body.slice(0, 200))
