import { useEffect, useRef } from 'react'
import { t } from './messages.ts'

/** A page that a model wrote, in a frame without origin, network and way out: see framePolicies of the server. */
export default function Artifact ({ html }: { html: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    const send = ({ source, data }: MessageEvent) => {
      if (source === frame.current?.contentWindow && data === 'ready') frame.current?.contentWindow?.postMessage({ html }, '*')
    }
    addEventListener('message', send)
    return () => removeEventListener('message', send)
  }, [html])
  return <iframe key={html} ref={frame} className='md-preview' src='/frames/artifact.html' sandbox='allow-scripts' title={t('artifact')} referrerPolicy='no-referrer' />
}
