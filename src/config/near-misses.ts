import { editDistance } from '../lib/edit-distance.ts'

const bare = (name: string): string => name.toUpperCase().replaceAll('_', '')

/** Short names have innocent neighbours (HOST and HOME), so only long ones are compared letter by letter. */
const tolerance = (name: string): number => name.length < 6 ? 0 : name.length < 10 ? 1 : 2

const isNear = (name: string, known: string): boolean =>
  bare(name) === bare(known) || editDistance(name.toUpperCase(), known, tolerance(known)) <= tolerance(known)

/** One line for each variable that is set, unknown, and nearly spelt like a known one. */
export const findNearMisses = (names: string[], known: string[]): string[] => names
  .filter(name => !known.includes(name))
  .flatMap(name => {
    const meant = known.find(candidate => isNear(name, candidate))
    return meant === undefined ? [] : [`${name} is not a setting and was ignored. Is ${meant} meant?`]
  })
