import { memo, useEffect, useRef, useState } from 'react'
import { classNames } from '../lib/class-names.ts'
import { t } from './messages.ts'
import { CodeBlock } from './code-block.tsx'
import { marked, type Token, type Tokens } from './lexer.ts'
import { fillMath } from './math.ts'
import { sanitize } from './sanitize.ts'
import { type Block as Drawn, createSplitter } from './splitter.ts'
import './markdown.css'

/** A browser looks at each part of a long text in every frame, but not into those that are out of sight. */
const blocksAPart = 24

const partsOf = (blocks: readonly Drawn[]): Drawn[][] => {
  const parts: Drawn[][] = []
  for (let at = 0; at < blocks.length; at += blocksAPart) parts.push(blocks.slice(at, at + blocksAPart))
  return parts
}

/** Text with Markdown, drawn block by block. While it grows, only its last block is drawn anew. */
export const Markdown = memo(({ text, isGrowing = false }: { text: string; isGrowing?: boolean }) => {
  const [split] = useState(createSplitter)
  const hasGrown = useRef(false)
  hasGrown.current ||= isGrowing
  return (
    <div className={classNames('markdown', hasGrown.current && 'grown')} onClick={loadImage}>
      {partsOf(split(text, isGrowing)).map((blocks, index) => <Part key={index} blocks={blocks} />)}
    </div>
  )
})

/** Blocks that came and went together. What has settled is the same object for ever. */
const Part = memo(
  ({ blocks }: { blocks: readonly Drawn[] }) => <div className='md-part'>{blocks.map(({ key, token, isOpen }) => <Block key={key} token={token} isOpen={isOpen} />)}</div>,
  ({ blocks: before }, { blocks }) => before.length === blocks.length && before.every((block, index) => block === blocks[index])
)

type BlockProps = { token: Token; isOpen: boolean }

const Block = memo(({ token, isOpen }: BlockProps) => {
  switch (token.type) {
    case 'code':
      return <CodeBlock code={(token as Tokens.Code).text} language={(token as Tokens.Code).lang ?? ''} isOpen={isOpen} />
    case 'blockquote':
      return <blockquote><Blocks tokens={(token as Tokens.Blockquote).tokens} isOpen={isOpen} /></blockquote>
    case 'list':
      return <List token={token as Tokens.List} isOpen={isOpen} />
    default:
      return <Leaf html={writeHtml(token)} isOpen={isOpen} />
  }
})

const Blocks = ({ tokens, isOpen }: { tokens: Token[]; isOpen: boolean }) => tokens.map((token, index) => token.type === 'space' ? null : <Block key={index} token={token} isOpen={isOpen && index === tokens.length - 1} />)

const List = ({ token: { ordered, start, items }, isOpen }: { token: Tokens.List; isOpen: boolean }) => {
  const entries = items.map((item, index) => <Item key={index} item={item} isOpen={isOpen && index === items.length - 1} />)
  return ordered ? <ol start={Number(start) || 1}>{entries}</ol> : <ul>{entries}</ul>
}

const Item = memo(({ item: { task, checked, tokens }, isOpen }: { item: Tokens.ListItem; isOpen: boolean }) => (
  <li className={task ? 'md-task' : undefined}>
    {task && <input type='checkbox' checked={checked === true} disabled readOnly aria-label={checked === true ? '✓' : '–'} />}
    <Blocks tokens={tokens.filter(({ type }) => type !== 'checkbox')} isOpen={isOpen} />
  </li>
), (before, after) => before.isOpen === after.isOpen && before.item.raw === after.item.raw && before.item.loose === after.item.loose)

/** A block that is HTML all through: made of Markdown, or written by the model, and cleaned as the last step. */
const Leaf = memo(({ html, isOpen }: { html: string; isOpen: boolean }) => {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // formulas would jump while they are written
    if (!isOpen && element.current !== null) void fillMath(element.current)
  }, [html, isOpen])
  return <div ref={element} className='md-leaf' dangerouslySetInnerHTML={{ __html: html }} />
})

const writeHtml = (token: Token): string => {
  const inline = token.type === 'text' && 'tokens' in token && token.tokens !== undefined
  return sanitize(inline ? marked.Parser.parseInline(token.tokens!, marked.defaults) : marked.Parser.parse([token], marked.defaults))
}

/** An image that was held back is loaded when its button is pressed. */
const loadImage = ({ target }: React.MouseEvent): void => {
  const button = target instanceof Element ? target.closest<HTMLButtonElement>('button.md-image') : null
  const source = button?.dataset['src']
  if (button === null || source === undefined) return
  const image = new Image()
  image.alt = button.dataset['alt'] ?? ''
  image.referrerPolicy = 'no-referrer'
  image.onerror = () => image.replaceWith(t('image.failed', { host: new URL(source).host }))
  image.src = source
  button.replaceWith(image)
}
