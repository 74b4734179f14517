// The same stream as different servers and networks would deliver it.
export const lineEndings = { LF: '\n', CR: '\r', CRLF: '\r\n' } as const
export const splits = [1, 7, 977] as const

/** The bytes with another line ending. Line breaks inside JSON strings are escaped, so only the framing changes. */
export const withLineEnding = (bytes: Buffer, ending: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(/\r\n|\r|\n/g, ending), 'latin1')

export function * cut (bytes: Buffer, size: number): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
