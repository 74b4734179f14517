/** What a value of front matter may be here. */
export type Scalar = string | number | boolean | null

const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?:\s+#.*)?$/
const number = /^[-+]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const words: Readonly<Record<string, boolean | null>> = { '': null, '~': null, null: null, Null: null, NULL: null, true: true, True: true, TRUE: true, false: false, False: false, FALSE: false }

/** Reads one value as YAML 1.2 does: quoted, or plain with an optional comment. Undefined for whatever else YAML has. */
export function readScalar (text: string): Scalar | undefined {
  const trimmed = text.trim()
  const [, inQuotes] = quoted.exec(trimmed) ?? []
  if (inQuotes !== undefined) return inQuotes.startsWith("'") ? inQuotes.slice(1, -1).replaceAll("''", "'") : readEscapes(inQuotes)
  const [beforeComment = ''] = trimmed.startsWith('#') ? [] : trimmed.split(/\s#/, 1)
  return readPlain(beforeComment.trim())
}

function readPlain (text: string): Scalar | undefined {
  if (Object.hasOwn(words, text)) return words[text]
  if (number.test(text)) {
    const value = Number(text)
    // what a number cannot hold exactly is an id, which keeps its digits
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : text
  }
  return /^(?:[[\]{}&*!|>%@`"',]|[-?:](?:\s|$))|:(?:\s|$)/.test(text) ? undefined : text
}

/** In double quotes YAML has the escapes of JSON, and rarer ones that are left to it. */
function readEscapes (text: string): string | undefined {
  try {
    return JSON.parse(text) as string // it stands in double quotes
  } catch {
    return undefined
  }
}
