import type { FileHandle } from 'node:fs/promises'

/** The first bytes of a file: all of it when it has fewer. */
export async function readUpTo (file: FileHandle, most: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(most)
  let length = 0
  while (length < most) {
    const { bytesRead } = await file.read(buffer, length, most - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.subarray(0, length)
}
