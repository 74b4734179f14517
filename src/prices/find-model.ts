import type { NamePattern, PricedModel } from './price-lists.ts'

/** Finds the first model that a name fits. Most names are exact, so most lookups never come to a pattern. */
export function createModelFinder (models: readonly PricedModel[]): (name: string) => PricedModel | undefined {
  const exact = new Map<string, number>()
  const patterns: { index: number; fits(name: string): boolean }[] = []
  for (const [index, { names }] of models.entries()) {
    for (const pattern of names) {
      if (!isExact(pattern)) patterns.push({ index, fits: compile(pattern) })
      else if (!exact.has(pattern)) exact.set(pattern, index)
    }
  }
  return name => {
    const wanted = name.toLowerCase().trim()
    const named = exact.get(wanted) ?? models.length
    const index = patterns.find(pattern => pattern.index >= named || pattern.fits(wanted))?.index ?? named
    return models[Math.min(index, named)]
  }
}

const isExact = (pattern: NamePattern): pattern is string => typeof pattern === 'string' && !/^\/|^\*|\*$/.test(pattern)

function compile (pattern: NamePattern): (name: string) => boolean {
  if (typeof pattern !== 'string') {
    const all = pattern.map(compile)
    return name => all.every(fits => fits(name))
  }
  if (pattern.startsWith('/')) {
    const expression = new RegExp(pattern.slice(1, -1))
    return name => expression.test(name)
  }
  const text = pattern.replace(/^\*|\*$/g, '')
  if (!pattern.startsWith('*')) return name => name.startsWith(text)
  if (!pattern.endsWith('*')) return name => name.endsWith(text)
  return name => name.includes(text)
}
