import { dirname, join } from 'node:path/posix'
import { compositionRoots, doors, entrances, rooms } from './rooms.ts'

/** Why a file may not import something, as a sentence; undefined when it may. Both as written in the source. */
export const judgeImport = (file: string, specifier: string): string | undefined => {
  const [, room = '', owner] = file.split('/')
  if (compositionRoots.includes(room) || entrances.includes(room)) return undefined
  const allowed = rooms[room]
  if (allowed === undefined) return `${file} stands in a room that test/house/rooms.ts does not know.`
  if (!specifier.startsWith('.')) {
    return isDoorLibrary(specifier) && !doors.includes(room) ? `${file} imports ${specifier}, which only ${doors.join(', ')}, ${compositionRoots.join(' and ')} may know.` : undefined
  }
  const [top, target = '', neighbour] = join(dirname(file), specifier).split('/')
  if (top !== 'src') return `${file} imports ${specifier}, which lies outside src.`
  if (target !== room && !allowed.includes(target)) return `${file} imports ${specifier}: ${room} may import ${allowed.join(', ') || 'no other room'}.`
  if (room === 'providers' && target === 'providers' && isFolder(owner) && isFolder(neighbour) && owner !== neighbour) {
    return `${file} imports ${specifier}: a provider never imports another provider.`
  }
  return undefined
}

const isDoorLibrary = (specifier: string): boolean => /^(fastify(-plugin)?$|@fastify\/|socket\.io)/.test(specifier)

const isFolder = (name: string | undefined): boolean => name !== undefined && !name.endsWith('.ts')
