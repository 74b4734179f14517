import { lazy, memo, Suspense, useEffect, useState } from 'react'
import { t as say } from '../app/messages.ts'
import { classNames } from '../lib/class-names.ts'
import { copyText } from '../lib/copy-text.ts'
import { saveFile } from '../lib/save-file.ts'
import { IconButton } from '../ui/button.tsx'
import { fileEnding } from './file-ending.ts'
import { highlight } from './highlight.ts'
import { t } from './messages.ts'

const Diagram = lazy(() => import('./diagram.tsx'))
const Artifact = lazy(() => import('./artifact.tsx'))

/** A growing block is drawn in pieces of so many lines: only the last one changes. */
const linesAPiece = 60

const pieces = (code: string): string[] => {
  const lines = code.split('\n')
  const found: string[] = []
  for (let at = 0; at < lines.length; at += linesAPiece) found.push(lines.slice(at, at + linesAPiece).join('\n') + (at + linesAPiece < lines.length ? '\n' : ''))
  return found
}

const Piece = memo(({ text }: { text: string }) => <span>{text}</span>)

/** Code with its language. Coloured when it is complete; a page or a diagram can be looked at. */
export const CodeBlock = ({ code, language, isOpen }: { code: string; language: string; isOpen: boolean }) => {
  const name = /^[\w+#.-]+/.exec(language)?.[0]?.toLowerCase() ?? ''
  const isDiagram = name === 'mermaid'
  const isPage = name === 'html' || name === 'svg'
  const [isWrapped, setIsWrapped] = useState(false)
  const [isShown, setIsShown] = useState(isDiagram)
  const [isCopied, setIsCopied] = useState(false)
  const [coloured, setColoured] = useState<string>()

  useEffect(() => {
    setColoured(undefined)
    if (isOpen || name === '' || (isDiagram && isShown)) return
    let isCurrent = true
    void highlight(code, name).then(html => { if (isCurrent) setColoured(html) })
    return () => { isCurrent = false }
  }, [code, name, isOpen, isShown])

  const copy = async () => {
    if (!await copyText(code)) return
    setIsCopied(true)
    setTimeout(setIsCopied, 2_000, false)
  }

  const canPreview = (isDiagram || isPage) && !isOpen
  return (
    <figure className='md-code' data-code>
      <figcaption>
        <span>{name === '' ? t('code') : name}</span>
        {canPreview && <button type='button' className='md-code-toggle' aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>{isShown ? t('code.source') : t('code.preview')}</button>}
        <IconButton className='small' size={16} icon='wrap' label={t('code.wrap')} aria-pressed={isWrapped} onClick={() => setIsWrapped(!isWrapped)} />
        <IconButton className='small' size={16} icon='download' label={t('code.download')} onClick={() => saveFile(new Blob([code], { type: 'text/plain' }), `code.${fileEnding(name)}`)} />
        <IconButton className='small copy-code' size={16} icon={isCopied ? 'check' : 'copy'} label={isCopied ? say('ui.copied') : t('code.copy')} onClick={() => void copy()} />
      </figcaption>
      {canPreview && isShown
        ? <Suspense fallback={<div className='md-preview' />}>{isDiagram ? <Diagram source={code} /> : <Artifact html={code} />}</Suspense>
        : (
          <pre className={classNames(isWrapped && 'wrapped')} tabIndex={0} aria-label={name === '' ? t('code') : name}>
            {coloured === undefined
              ? <code>{pieces(code).map((text, index) => <Piece key={index} text={text} />)}</code>
              : <code className='hljs' dangerouslySetInnerHTML={{ __html: coloured }} />}
          </pre>
          )}
    </figure>
  )
}
