// The chat dialects of the house that have both ends, found where they live: a new one takes part by being there.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect } from '../../src/core/dialect.ts'

const folder = join(import.meta.dirname, '../../src/dialects')

const isChatDialect = (value: any): value is Dialect =>
  typeof value?.id === 'string' && (value.operation ?? 'chat') === 'chat' && [value.readRequest, value.writeRequest, value.createStreamReader, value.createStreamWriter].every(part => typeof part === 'function')

const load = async (name: string): Promise<Dialect[]> => Object.values(await import(join(folder, name, 'index.ts'))).filter(isChatDialect)

const names = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory() && existsSync(join(folder, entry.name, 'index.ts'))).map(({ name }) => name).sort()

/** In the order of the alphabet. */
export const bothEnds: readonly Dialect[] = (await Promise.all(names.map(load))).flat()

/** Every ordered pair of two of them. */
export const pairs: readonly (readonly [Dialect, Dialect])[] = bothEnds.flatMap(from => bothEnds.filter(to => to !== from).map(to => [from, to] as const))
