import { lex, type Token } from './lexer.ts'

/** A piece of a text that is drawn by itself. `isOpen`: it may still grow. */
export type Block = { key: number; token: Token; isOpen: boolean }

/**
 * Splits a growing text into blocks. What has been followed by another block is not read again, so a piece more costs as
 * much as the last block is long. A text that is not longer than the last one, but another, is read anew; so is one that
 * had stood still, whose last block was taken for whole.
 */
export const createSplitter = () => {
  let known = ''
  let settled: Block[] = []
  let settledLength = 0
  let links: ReturnType<typeof lex>['links'] = {}
  let last: { blocks: Block[]; isGrowing: boolean } | undefined

  const reset = (): void => {
    settled = []
    settledLength = 0
    links = {}
  }

  return (text: string, isGrowing: boolean): Block[] => {
    if (last !== undefined && text === known && isGrowing === last.isGrowing) return last.blocks
    if (!text.startsWith(known) || last?.isGrowing === false) reset()
    known = text
    let read = lex(text.slice(settledLength), links)
    // a definition of a link changes what stands before it
    if (!isGrowing && settledLength > 0 && Object.keys(read.links).length > 0) {
      reset()
      read = lex(text)
    }
    links = read.links
    const { tokens } = read
    const open = isGrowing ? tokens.findLastIndex(({ type }) => type !== 'space') : tokens.length
    let length = 0
    const added: Block[] = []
    for (const token of tokens.slice(0, Math.max(open, 0))) {
      length += token.raw.length
      if (isDrawn(token)) added.push({ key: settled.length + added.length, token, isOpen: false })
    }
    // line ends and tabs are made uniform when they are read: then lengths are not those of the text
    if (text.startsWith(tokens.slice(0, Math.max(open, 0)).map(({ raw }) => raw).join(''), settledLength)) {
      if (added.length > 0) settled = [...settled, ...added]
      settledLength += length
      added.length = 0
    }
    const rest = tokens.slice(Math.max(open, 0)).filter(isDrawn).map((token, index): Block => ({ key: settled.length + added.length + index, token, isOpen: isGrowing }))
    last = { blocks: [...settled, ...added, ...rest], isGrowing }
    return last.blocks
  }
}

const isDrawn = ({ type }: Token): boolean => type !== 'space' && type !== 'def'
