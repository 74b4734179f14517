import { useEffect, useState } from 'react'
import { isDark } from '../app/theme.ts'
import { drawDiagram } from './draw-diagram.ts'
import { t } from './messages.ts'

/** A Mermaid diagram as an image: drawn elsewhere, and with nothing in it that runs. */
export default function Diagram ({ source }: { source: string }) {
  const [drawn, setDrawn] = useState<{ url?: string; error?: string }>({})
  useEffect(() => {
    let url: string | undefined
    let isCurrent = true
    drawDiagram(source, isDark()).then(svg => {
      if (!isCurrent) return
      url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
      setDrawn({ url })
    }, (error: Error) => { if (isCurrent) setDrawn({ error: error.message }) })
    return () => {
      isCurrent = false
      if (url !== undefined) URL.revokeObjectURL(url)
    }
  }, [source])
  if (drawn.error !== undefined) return <div className='md-preview failed'><p>{t('diagram.failed')}</p><pre tabIndex={0}>{drawn.error}</pre></div>
  return <div className='md-preview diagram'>{drawn.url !== undefined && <img src={drawn.url} alt={`${t('diagram')}: ${source}`} />}</div>
}
