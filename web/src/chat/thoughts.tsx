import { useState } from 'react'
import { Markdown } from '../markdown/markdown.tsx'
import { Icon } from '../ui/icons.tsx'
import type { ToolCall } from './live-text.ts'
import { t } from './messages.ts'

/** What a model thought before it spoke. Folded: most people want the answer. */
export const Thoughts = ({ text, isGrowing }: { text: string; isGrowing: boolean }) => {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details className='fold' open={isOpen} onToggle={event => setIsOpen(event.currentTarget.open)}>
      <summary><Icon name='brain' size={16} /><span className={isGrowing ? 'shimmer' : undefined}>{isGrowing ? t('thinking') : t('thought')}</span><Icon name='chevronDown' size={16} className='fold-mark' /></summary>
      {isOpen && <div className='fold-content'><Markdown text={text} isGrowing={isGrowing} /></div>}
    </details>
  )
}

/** Which tools a model called, and with what. */
export const ToolCalls = ({ calls, isGrowing }: { calls: readonly ToolCall[]; isGrowing: boolean }) => calls.map(({ id, name, arguments: args }) => (
  <details key={id} className='fold'>
    <summary><Icon name='tool' size={16} /><span>{t(isGrowing ? 'tool' : 'tool.called', { name })}</span><Icon name='chevronDown' size={16} className='fold-mark' /></summary>
    <pre className='fold-content' tabIndex={0}>{pretty(args)}</pre>
  </details>
))

const pretty = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
