import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw)

/** What an archive may hold, so that a small one cannot fill the memory. Sizes are bytes. */
export type ZipLimits = { entries: number; entrySize: number; totalSize: number; /** How much smaller than itself an entry may be stored. */ ratio: number }

/** A file in an archive. `read` rejects with ZipError. */
export type ZipEntry = { name: string; read(): Promise<Buffer> }

/** An archive that cannot be read, or may not; the message is for people. */
export class ZipError extends Error {
  override readonly name = 'ZipError'
}

export const isZip = (bytes: Buffer): boolean => bytes.length >= 4 && (bytes.readUInt32LE(0) === localSignature || bytes.readUInt32LE(0) === endSignature)

const localSignature = 0x04034b50
const directorySignature = 0x02014b50
const endSignature = 0x06054b50
const endLength = 22
/** From here on an entry is so small that its ratio does not matter. */
const ratioMattersFrom = 1024 * 1024

/**
 * The files of an archive, as its directory lists them (APPNOTE.TXT of PKWARE). Nothing is unpacked before it is read, and
 * what is read counts against the total. Stored and deflated entries only; neither encryption nor ZIP64.
 */
export function readZip (bytes: Buffer, limits: ZipLimits): ZipEntry[] {
  const end = findEnd(bytes)
  const count = bytes.readUInt16LE(end + 10)
  const start = bytes.readUInt32LE(end + 16)
  if (count === 0xffff || start === 0xffffffff) throw new ZipError('The archive is in the ZIP64 format, for archives that are larger than what is accepted here.')
  if (count > limits.entries) throw new ZipError(`The archive has more than ${limits.entries} files.`)
  const budget = { left: limits.totalSize }
  const entries: ZipEntry[] = []
  let at = start
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== directorySignature) throw new ZipError('The directory of the archive is damaged.')
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const header = {
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      checksum: bytes.readUInt32LE(at + 16),
      packedSize: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    }
    if (!name.endsWith('/')) entries.push({ name, read: () => readEntry(bytes, header, limits, budget) })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

type EntryHeader = { flags: number; method: number; checksum: number; packedSize: number; size: number; offset: number }

const readEntry = async (bytes: Buffer, { flags, method, checksum, packedSize, size, offset }: EntryHeader, limits: ZipLimits, budget: { left: number }): Promise<Buffer> => {
  if ((flags & 1) !== 0) throw new ZipError('It is encrypted.')
  if (method !== 0 && method !== 8) throw new ZipError('It is packed in a way that is not known here.')
  if (size > limits.entrySize) throw new ZipError(`It is larger than ${limits.entrySize} bytes.`)
  if (size > ratioMattersFrom && size > packedSize * limits.ratio) throw new ZipError('It is packed more tightly than anything that people write.')
  if (size > budget.left) throw new ZipError(`The files together are larger than ${limits.totalSize} bytes.`)
  budget.left -= size
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== localSignature) throw damaged()
  const from = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  if (from + packedSize > bytes.length) throw damaged()
  const packed = bytes.subarray(from, from + packedSize)
  // one more than it may have: zlib stops there, whatever the directory says
  const content = method === 0 ? packed : await inflate(packed, { maxOutputLength: size + 1 }).catch((cause: unknown) => { throw damaged(cause) })
  if (content.length !== size || crc32(content) !== checksum) throw damaged()
  return content
}

const damaged = (cause?: unknown): ZipError => new ZipError('It is damaged.', { cause })

/** The record at the end, behind which only a comment may stand. */
const findEnd = (bytes: Buffer): number => {
  const first = Math.max(0, bytes.length - endLength - 0xffff)
  for (let at = bytes.length - endLength; at >= first; at--) {
    if (bytes.readUInt32LE(at) === endSignature && at + endLength + bytes.readUInt16LE(at + 20) === bytes.length) return at
  }
  throw new ZipError('The archive is not complete.')
}
