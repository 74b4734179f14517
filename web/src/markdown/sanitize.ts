import DOMPurify from 'dompurify'
import { t } from './messages.ts'

const tags = ['a', 'abbr', 'b', 'blockquote', 'br', 'caption', 'cite', 'code', 'dd', 'del', 'details', 'dfn', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'mark', 'ol', 'p', 'pre', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'small', 'span', 'strong', 'sub', 'summary', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'u', 'ul', 'var', 'wbr']
const attributes = ['href', 'title', 'alt', 'src', 'width', 'height', 'align', 'colspan', 'rowspan', 'start', 'open', 'dir', 'lang', 'datetime', 'class', 'data-tex', 'data-display']

/** Only our own classes, and those of highlighted code: what a model writes must not look like a part of the page. */
const isOurs = (name: string): boolean => name === 'md-math' || name.startsWith('hljs')

const purify = DOMPurify(window)

purify.addHook('afterSanitizeAttributes', node => {
  if (node.hasAttribute('class')) {
    const kept = [...node.classList].filter(isOurs)
    if (kept.length > 0) node.setAttribute('class', kept.join(' '))
    else node.removeAttribute('class')
  }
  if (node.nodeName === 'A') {
    node.setAttribute('target', '_blank')
    node.setAttribute('rel', 'noopener noreferrer nofollow')
  }
})

/** An image from elsewhere tells its host that, when and where the answer is read: it comes when it is asked for. */
const blockRemote = (image: Element): void => {
  const source = image.getAttribute('src') ?? ''
  if (source.startsWith('data:image/') || source.startsWith('blob:')) return image.setAttribute('loading', 'lazy')
  const alt = image.getAttribute('alt') ?? ''
  const url = URL.parse(source)
  if (url?.protocol !== 'https:') return image.replaceWith(alt)
  const button = image.ownerDocument.createElement('button')
  button.type = 'button'
  button.className = 'md-image'
  button.dataset['src'] = url.href
  button.dataset['alt'] = alt
  button.textContent = t('image.load', { host: url.host, alt: alt === '' ? t('image.unnamed') : alt })
  image.replaceWith(button)
}

/** A wide table scrolls by itself. */
const frameTable = (table: Element): void => {
  const frame = table.ownerDocument.createElement('div')
  frame.className = 'md-table'
  frame.tabIndex = 0
  frame.setAttribute('role', 'group')
  frame.setAttribute('aria-label', t('table'))
  table.replaceWith(frame)
  frame.append(table)
}

const options = {
  ALLOWED_TAGS: tags,
  ALLOWED_ATTR: attributes,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|data:image\/(?:png|jpe?g|gif|webp|avif|svg\+xml);|#)/i,
  // the others are no addresses
  ADD_URI_SAFE_ATTR: attributes.filter(name => name !== 'href' && name !== 'src'),
}

/** Browsers complain about handlers as soon as they parse them, although nothing here would run one. */
const defuse = (html: string): string => html.replace(/<[a-z][^>]*>/gi, tag => tag.replace(/([\s"'/])on(\w+\s*=)/gi, '$1x-$2'))

/** What may be shown of a piece of HTML. The last thing that is done to it, but for our own frames around images and tables. */
export const sanitize = (written: string): string => {
  const html = defuse(written)
  if (!/<(?:img|table)/i.test(html)) return purify.sanitize(html, options)
  const content = purify.sanitize(html, { ...options, RETURN_DOM_FRAGMENT: true })
  // all in its own document, which loads nothing: in the page's an image is asked for as soon as it is there
  const box = content.ownerDocument.createElement('div')
  box.append(content)
  for (const image of box.querySelectorAll('img')) blockRemote(image)
  for (const table of box.querySelectorAll('table')) frameTable(table)
  return box.innerHTML
}
