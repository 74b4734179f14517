/** Whether brackets nest deeper than `limit`. Looks at bytes only, so it costs no memory; malformed JSON is not its business. */
export function isDeeperThan (bytes: Buffer, limit: number): boolean {
  let depth = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (byte === 34) index = stringEnd(bytes, index + 1)
    else if (byte === 123 || byte === 91) {
      if (++depth > limit) return true
    } else if (byte === 125 || byte === 93) depth--
  }
  return false
}

const stringEnd = (bytes: Buffer, index: number): number => {
  while (index < bytes.length && bytes[index] !== 34) index += bytes[index] === 92 ? 2 : 1
  return index
}
