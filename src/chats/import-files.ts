import { isUtf8 } from 'node:buffer'
import { GatewayError } from '../core/errors.ts'
import { jsonElements } from '../lib/json-elements.ts'
import { isDeeperThan } from '../lib/json-depth.ts'
import { isZip, readZip, type ZipEntry, ZipError, type ZipLimits } from '../lib/zip.ts'

const megabyte = 1024 * 1024
/** The largest file that may be uploaded, in bytes. */
export const maxUpload = 128 * megabyte
/** What it may hold when it is a zip. Text of people is packed to a tenth, not to a two-hundredth. */
const zipLimits: ZipLimits = { entries: 50_000, entrySize: 256 * megabyte, totalSize: 512 * megabyte, ratio: 200 }
const maxDepth = 200

/** One chat of an upload, not looked into; or why there is none. `file` is its name within a zip. */
export type Piece = { file: string | undefined } & ({ value: unknown } | { problem: string })

/** Every chat of an upload, one after the other: each list is parsed element by element, each file unpacked when its turn comes. Throws GatewayError when it is no upload of chats at all. */
export async function * readPieces (bytes: Buffer): AsyncGenerator<Piece> {
  if (!isZip(bytes)) {
    if (!/^(\ufeff)?\s*[[{]/.test(bytes.toString('utf8', 0, 100))) throw new GatewayError('invalid_request', 'This is neither JSON nor a zip.')
    return yield * readFile(bytes, undefined)
  }
  for (const entry of findFiles(bytes)) {
    try {
      yield * readFile(await entry.read(), entry.name)
    } catch (thrown) {
      if (!(thrown instanceof ZipError)) throw thrown
      yield { file: entry.name, problem: thrown.message }
    }
  }
}

/** ChatGPT's conversations, in one file or in numbered ones; in any other zip everything that may be a chat. */
const findFiles = (bytes: Buffer): ZipEntry[] => {
  const files = openZip(bytes).filter(({ name }) => /\.json$/i.test(name) && !/(^|\/)(__MACOSX\/|\._)/.test(name))
  const conversations = files.filter(({ name }) => /(^|\/)conversations([-_ ]?\d+)?\.json$/i.test(name))
  const chosen = conversations.length > 0 ? conversations : files
  if (chosen.length === 0) throw new GatewayError('invalid_request', 'There is no conversations.json in this zip, nor any other JSON file.')
  return chosen.sort((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true }))
}

const openZip = (bytes: Buffer): ZipEntry[] => {
  try {
    return readZip(bytes, zipLimits)
  } catch (cause) {
    if (!(cause instanceof ZipError)) throw cause
    throw new GatewayError('invalid_request', cause.message, { cause })
  }
}

function * readFile (bytes: Buffer, file: string | undefined): Generator<Piece> {
  try {
    for (const element of jsonElements(bytes)) yield { file, ...parse(element) }
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    yield { file, problem: 'The list of chats is cut off.' }
  }
}

const parse = (bytes: Buffer): { value: unknown } | { problem: string } => {
  if (!isUtf8(bytes)) return { problem: 'It is not UTF-8.' }
  if (isDeeperThan(bytes, maxDepth)) return { problem: `It nests deeper than ${maxDepth} levels.` }
  try {
    return { value: JSON.parse(bytes.toString()) }
  } catch {
    return { problem: 'It is not valid JSON.' }
  }
}
