/** What no file system takes, what hides or turns what follows (control and direction characters), and what a shell or path might read. */
const unsafe = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"*/:<>?\\|`$;]+/gu
/** Names that Windows keeps for devices. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** A text as the name of a file, on any system: without dots at its ends, 80 characters at the most. */
export function toFileName (text: string, fallback: string): string {
  const plain = [...text.toWellFormed().replace(unsafe, ' ').replace(/\s+/g, ' ')].slice(0, 80).join('').replace(/^[\s.]+|[\s.]+$/g, '')
  return plain === '' ? fallback : device.test(plain) ? `${plain}_` : plain
}

/** The header that makes browsers save an answer under this name (RFC 6266); old ones get it in ASCII. */
export const toAttachment = (fileName: string): string => toDisposition('attachment', fileName)

/** The same for what may also be shown, under this name when it is saved. */
export function toDisposition (type: 'inline' | 'attachment', fileName: string): string {
  const ascii = fileName.normalize('NFKD').replace(/\p{M}+/gu, '').replace(/[^\x20-\x7e]+/g, '_').replaceAll('"', '')
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${type}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
