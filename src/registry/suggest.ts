import { editDistance } from '../lib/edit-distance.ts'

const maxSuggestions = 3

/** A name from outside, fit to be quoted in a message. */
export const quote = (name: string): string => JSON.stringify(name.length > 100 ? name.slice(0, 100) + '…' : name)

/** `a, b or c`. */
export const joinWithOr = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`

const bareOf = (id: string): string => id.slice(id.indexOf('/') + 1)

const distance = (wanted: string, id: string, limit: number): number => {
  const known = id.toLowerCase()
  if (known === wanted || bareOf(known) === wanted) return 0
  const near = Math.min(editDistance(wanted, known, limit), editDistance(wanted, bareOf(known), limit))
  // A name that is part of a longer one, or begins like the provider, is a guess too, but a weaker one.
  return near > limit && wanted.length >= 3 && known.includes(wanted) ? limit + 0.5 : near
}

/** The ids that look most like what was asked for. */
export const suggest = (wanted: string, ids: readonly string[]): string[] => {
  if (wanted.length > 100) return []
  const limit = Math.max(1, Math.floor(wanted.length / 5))
  return ids
    .map(id => ({ id, distance: distance(wanted.toLowerCase(), id, limit) }))
    .filter(candidate => candidate.distance <= limit + 0.5)
    .sort((left, right) => left.distance - right.distance || left.id.length - right.id.length)
    .slice(0, maxSuggestions)
    .map(candidate => candidate.id)
}
