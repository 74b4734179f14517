// JSON that nobody should send: the same with a value of another type, another size, or gone.

const oddValues: readonly unknown[] = [
  null, true, 0, -1, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 31, -(2 ** 53), 0.5, '', 'text', '\ud83d', '__proto__', 'constructor', 'x'.repeat(5000), [], [null], [[]], {}, { type: 'text' }, { type: null }, [{}], [1, 'a', null],
  { __proto__: null }, { error: null }, { index: 1e9 }, { length: 1e9 }, JSON.parse('{"a":'.repeat(100) + '1' + '}'.repeat(100)),
]

/** Changes one value somewhere inside. The same salt makes the same change. */
export function twist (value: any, salt: number): unknown {
  const places: [node: any, key: string][] = []
  const walk = (node: any): void => {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      places.push([node, key])
      walk(node[key])
    }
  }
  walk(value)
  const [node, key] = places[salt % Math.max(1, places.length)] ?? []
  if (node === undefined || key === undefined) return oddValues[salt % oddValues.length]
  const odd = structuredClone(oddValues[(salt * 7) % (oddValues.length + 2)])
  if (odd === undefined && Array.isArray(node)) node.splice(Number(key), 1)
  else if (odd === undefined) delete node[key]
  else node[key] = odd
  return value
}
