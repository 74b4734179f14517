let frame: Promise<HTMLIFrameElement> | undefined
let lastId = 0
const longestMs = 20_000

/** One frame for all diagrams, out of sight but with a size, because the library measures what it draws. */
const openFrame = (): Promise<HTMLIFrameElement> => {
  frame ??= new Promise(resolve => {
    const element = document.createElement('iframe')
    element.src = '/frames/diagram.html'
    element.setAttribute('sandbox', 'allow-scripts')
    element.setAttribute('aria-hidden', 'true')
    element.tabIndex = -1
    element.className = 'diagram-frame'
    addEventListener('message', function hear ({ source, data }) {
      if (source !== element.contentWindow || data !== 'ready') return
      removeEventListener('message', hear)
      resolve(element)
    })
    document.body.append(element)
  })
  return frame
}

/** The diagram as SVG. Rejects with what is wrong about its source. */
export const drawDiagram = async (source: string, isDark: boolean): Promise<string> => {
  const { contentWindow } = await openFrame()
  const id = ++lastId
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      removeEventListener('message', hear)
    }
    const timer = setTimeout(() => {
      stop()
      reject(new Error('timeout'))
    }, longestMs)
    const hear = ({ source: from, data }: MessageEvent<{ id?: number; svg?: string; error?: string }>): void => {
      if (from !== contentWindow || data?.id !== id) return
      stop()
      if (data.svg !== undefined) resolve(data.svg)
      else reject(new Error(data.error))
    }
    addEventListener('message', hear)
    contentWindow?.postMessage({ id, source, isDark }, '*')
  })
}
