/**
 * Weighted rendezvous hashing: puts names in an order that depends on nothing but the key, each first as often as it
 * weighs. When a name is added or taken away, only the keys move that come to it or came from it. No state.
 * The score is w / -ln(h), where h is a hash of name and key between 0 and 1.
 */
export const rank = (names: readonly { name: string; weight: number }[]): (key: string) => string[] => {
  const seeded = names.map(({ name, weight }) => ({ name, weight, seed: hash(name) }))
  return key => {
    const hashed = hash(key)
    return seeded
      .map(({ name, weight, seed }) => ({ name, score: weight === 0 ? 0 : weight / -Math.log((mix(hashed ^ seed) + 0.5) / 2 ** 32) }))
      .sort((left, right) => right.score - left.score)
      .map(({ name }) => name)
  }
}

/** FNV-1a over the UTF-16 units: quick, and the mixing after it spreads what it leaves close together. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return mix(value)
}

/** The last step of MurmurHash3: every bit of the number depends on every other. */
const mix = (value: number): number => {
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
