/** A number from 0 up to but not including 1 that depends on nothing but the words: the same run has the same luck, whatever comes first. */
export const chance = (...words: (string | number)[]): number => {
  let value = 0x811c9dc5
  for (const letter of words.join('|')) value = Math.imul(value ^ letter.charCodeAt(0), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32
}
