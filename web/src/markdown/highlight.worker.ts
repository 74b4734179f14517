// Colours code outside the page's own thread.
import hljs from 'highlight.js/lib/common'

/** Beyond that nobody reads it for its colours. Characters. */
const longest = 200_000

addEventListener('message', ({ data: { id, code, language } }: MessageEvent<{ id: number; code: string; language: string }>) => {
  const isKnown = code.length <= longest && hljs.getLanguage(language) !== undefined
  postMessage({ id, html: isKnown ? hljs.highlight(code, { language, ignoreIllegals: true }).value : undefined })
})
