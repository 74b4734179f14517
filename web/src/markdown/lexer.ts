import { Lexer, Marked, type Token, type TokenizerAndRendererExtension, type Tokens } from 'marked'

export type { Token, Tokens } from 'marked'

/** A formula. `isBlock`: on lines of its own. */
export type MathToken = Tokens.Generic & { type: 'mathBlock' | 'mathInline'; raw: string; tex: string }

/** `$$ … $$` and `\[ … \]` on lines of their own. */
const mathBlock: TokenizerAndRendererExtension = {
  name: 'mathBlock',
  level: 'block',
  start: source => /(?:^|\n) {0,3}(?:\$\$|\\\[)/.exec(source)?.index,
  tokenizer (source) {
    const [raw, dollars, brackets] = /^ {0,3}(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[^\S\n]*(?:\n|$)/.exec(source) ?? []
    return raw === undefined ? undefined : { type: 'mathBlock', raw, tex: (dollars ?? brackets ?? '').trim() }
  },
  renderer: token => `<div class="md-math" data-tex="${escapeHtml(String(token['tex']))}" data-display>${escapeHtml(token.raw)}</div>`,
}

/** `$x$`, not `$5 and $6`: no space inside its ends, and no digit after it. `\( … \)` too. */
const mathInline: TokenizerAndRendererExtension = {
  name: 'mathInline',
  level: 'inline',
  start: source => /\$|\\\(/.exec(source)?.index,
  tokenizer (source) {
    const [raw, double, single, brackets] = /^(?:\$\$((?:\\.|[^$\\])+?)\$\$|\$((?:[^\s$\\]|\\.)(?:(?:\\.|[^$\\\n])*?(?:[^\s$\\]|\\.))??)\$(?!\d)|\\\(((?:\\[^)]|[^\\])+?)\\\))/.exec(source) ?? []
    return raw === undefined ? undefined : { type: 'mathInline', raw, tex: (double ?? single ?? brackets ?? '').trim() }
  },
  renderer: token => `<span class="md-math" data-tex="${escapeHtml(String(token['tex']))}">${escapeHtml(token.raw)}</span>`,
}

export const marked = new Marked({
  gfm: true,
  breaks: false,
  async: false,
  extensions: [mathBlock, mathInline],
  renderer: {
    // a message has a heading of its own; those in it come below
    heading ({ tokens, depth }) {
      const level = depth <= 2 ? 3 : Math.min(6, depth + 1)
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`
    },
  },
})

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)

type Links = Record<string, Pick<Tokens.Link | Tokens.Image, 'href' | 'title'>>

/** The tokens of a text, or of the end of one whose link definitions are known. */
export const lex = (text: string, links: Links = {}): { tokens: Token[]; links: Links } => {
  const lexer = new Lexer(marked.defaults)
  Object.assign(lexer.tokens.links, links)
  const tokens = lexer.lex(text)
  return { tokens, links: lexer.tokens.links }
}
