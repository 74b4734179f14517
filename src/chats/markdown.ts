/** A block of code: fenced with more backticks than stand in it. */
export function fence (text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const mark = '`'.repeat(longest + 1)
  return `${mark}${/^[\w+#.-]*$/.test(language) ? language : ''}\n${text}\n${mark}`
}

/** What of HTML swallows everything up to its end (CommonMark 4.6), and how it ends. */
const html: readonly [begin: RegExp, end: RegExp, close: string][] = [
  [/^ {0,3}<(script|pre|style|textarea)(?:[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i, '</pre>'],
  [/^ {0,3}<!--/, /-->/, '-->'],
  [/^ {0,3}<\?/, /\?>/, '?>'],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/, ']]>'],
  [/^ {0,3}<![a-z]/i, />/, '>'],
]

type Open = { end: RegExp; close: string }

/** Closes what a text of Markdown leaves open: a fence or HTML would swallow all that follows it. */
export function closeBlocks (text: string): string {
  let open: Open | undefined
  for (const line of text.split('\n')) {
    if (open === undefined) open = openedBy(line)
    else if (open.end.test(line)) open = undefined
  }
  return open === undefined ? text : `${text}\n${open.close}`
}

const openedBy = (line: string): Open | undefined => {
  const [, indent, mark] = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/.exec(line) ?? []
  if (mark !== undefined) return { end: new RegExp(`^\\s*${mark[0]!}{${mark.length},}\\s*$`), close: indent + mark }
  const found = html.find(([begin]) => begin.test(line))
  if (found === undefined) return undefined
  const [begin, end, close] = found
  return end.test(line.replace(begin, '')) ? undefined : { end, close }
}
