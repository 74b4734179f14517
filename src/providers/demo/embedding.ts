/** How long the demo provider's vectors are unless it is asked for shorter ones. */
export const fullDimensions = 256

/** FNV-1a: the same number for the same text, everywhere. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}

/** Of a longer text the rest does not count: it would only cost time. */
const maxCharacters = 8192

/** The words of a text, and the beginnings of longer ones, so that `walk` and `walking` are not strangers. */
const featuresOf = (text: string): string[] =>
  (text.slice(0, maxCharacters).toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [text]).flatMap(word => word.length > 3 ? [word, word.slice(0, 4) + '…'] : [word])

/**
 * A vector of length 1: equal for equal texts, near for texts that share words. Each feature falls on four places of it,
 * so that features that meet on one still differ on the others.
 */
export function embed (text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const feature of featuresOf(text)) {
    for (let turn = 0; turn < 4; turn++) {
      const code = hash(`${turn}${feature}`)
      vector[(code >>> 1) % dimensions]! += code & 1 ? 1 : -1
    }
  }
  const norm = Math.hypot(...vector)
  if (norm > 0) return vector.map(value => Math.fround(value / norm))
  vector[hash(text) % dimensions] = 1
  return vector
}
