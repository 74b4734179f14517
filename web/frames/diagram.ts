// Draws diagrams for the page, in a frame without origin: the library writes styles, which the page's own policy forbids.
import mermaid from 'mermaid'

type Asked = { id: number; source: string; isDark: boolean }

/** One after the other: the library's settings are global. */
let last: Promise<void> = Promise.resolve()

const draw = async ({ id, source, isDark }: Asked): Promise<void> => {
  try {
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: isDark ? 'dark' : 'neutral', htmlLabels: false, flowchart: { htmlLabels: false }, fontFamily: 'system-ui, sans-serif', suppressErrorRendering: true })
    const { svg } = await mermaid.render(`diagram-${id}`, source)
    parent.postMessage({ id, svg: withSize(svg) }, '*')
  } catch (error) {
    parent.postMessage({ id, error: error instanceof Error ? error.message : String(error) }, '*')
  }
}

/** An image has no container to take its size from. */
const withSize = (svg: string): string => {
  const [, width, height] = /viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  return width === undefined ? svg : svg.replace(/width="100%"/, `width="${width}" height="${height}"`)
}

addEventListener('message', ({ data, source }: MessageEvent<Asked>) => {
  if (source === parent && typeof data?.source === 'string') last = last.then(() => draw(data))
})
parent.postMessage('ready', '*')
