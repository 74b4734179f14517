import { isIP } from 'node:net'
import { sayVariables, strayVariables } from '../schemas/prompt.ts'

/** Reads one setting's text; undefined when it is malformed. `takes` ends the sentence "it takes …". `blame` finds the piece of a long text that is wrong. */
export type SettingFormat<T> = { takes: string; read(text: string): T | undefined; blame?(text: string): string | undefined }

const splitList = (text: string): string[] => text.split(',').map(part => part.trim()).filter(part => part !== '')

/** Reads every part of a comma list, or nothing when one part is malformed or there is none. */
const readList = <T>(text: string, read: (part: string) => T | undefined): T[] | undefined => {
  const items = splitList(text).map(read).filter(item => item !== undefined)
  return items.length > 0 && items.length === splitList(text).length ? items : undefined
}

const readUrl = (text: string, protocols: string[]): URL | undefined => {
  const url = URL.parse(text)
  return url !== null && url.hostname !== '' && protocols.includes(url.protocol) ? url : undefined
}

const units: Record<string, number> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }

const bytes: SettingFormat<number> = {
  takes: 'a size from 1kb to 1gb, such as 1048576, 512kb or 16mb',
  read: text => {
    const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([kmg]?b?)$/i.exec(text) ?? []
    if (digits === undefined || unit === undefined) return undefined
    const size = Math.floor(Number(digits) * (units[unit.toLowerCase()] ?? NaN))
    return size >= 1024 && size <= 1024 ** 3 ? size : undefined
  },
}

/** Kept as text; `Buffer.from(key, 'base64')` reads both alphabets. */
const encryptionKeys: SettingFormat<string[]> = {
  takes: '32 bytes in base64, or several such keys separated by commas (make one: openssl rand -base64 32)',
  read: text => readList(text, part => /^[A-Za-z0-9+/_-]{43}=?$/.test(part) ? part : undefined),
}

/** Every part is a whole secret; the first signs. */
const jwtSecrets: SettingFormat<string[]> = {
  takes: 'at least 32 printable ASCII characters without spaces, or several such secrets separated by commas (make one: openssl rand -base64 32)',
  read: text => readList(text, part => /^[\x21-\x2b\x2d-\x7e]{32,512}$/.test(part) ? part : undefined),
}

const apiKey: SettingFormat<string> = {
  takes: 'at least 16 printable ASCII characters without spaces',
  read: text => /^[\x21-\x7e]{16,512}$/.test(text) ? text : undefined,
}

const httpUrl: SettingFormat<string> = {
  takes: 'an http or https address, such as http://localhost:4318',
  read: text => readUrl(text, ['http:', 'https:']) && text,
}

/** As VAPID wants it. https://www.rfc-editor.org/rfc/rfc8292#section-2.1 */
const contact: SettingFormat<string> = {
  takes: 'mailto: and an e-mail address, or an https address',
  read: text => /^mailto:[^\s@]+@[^\s@]+$/.test(text) ? text : readUrl(text, ['https:']) && text,
}

/** As OpenTelemetry writes lists of names and values: values may be percent-encoded. */
const pairs: SettingFormat<Record<string, string>> = {
  takes: 'name=value, or several of them separated by commas',
  read: text => {
    const read = readList(text, part => /^([\w.-]+)\s*=\s*([\x20-\x7e]*)$/.exec(part)?.slice(1))
    return read && Object.fromEntries(read.map(([name, value]) => [name!, decode(value!)]))
  },
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const databaseUrl: SettingFormat<string> = {
  takes: 'a PostgreSQL address: postgres://user:password@host:5432/database',
  read: text => readUrl(text, ['postgres:', 'postgresql:']) && text,
}

const redisUrl: SettingFormat<string> = {
  takes: 'a Redis address: redis://user:password@host:6379/0, or rediss:// for TLS',
  read: text => readUrl(text, ['redis:', 'rediss:']) && text,
}

const origins: SettingFormat<string[]> = {
  takes: 'http or https origins separated by commas, such as https://chat.example.org',
  read: text => readList(text, part => readUrl(part, ['http:', 'https:'])?.origin),
}

const namedNetworks = ['loopback', 'linklocal', 'uniquelocal']

const readNetwork = (text: string): string | undefined => {
  if (namedNetworks.includes(text)) return text
  const [address, prefix, ...rest] = text.split('/')
  const version = isIP(address ?? '')
  if (version === 0 || rest.length > 0) return undefined
  if (prefix === undefined) return text
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128) ? text : undefined
}

const trustProxy: SettingFormat<boolean | number | string[]> = {
  takes: 'false, true, the number of proxies in front, or their addresses and networks separated by commas',
  read: text => {
    if (text === 'true') return true
    if (text === 'false' || text === '0') return false
    return /^\d{1,2}$/.test(text) ? Number(text) : readList(text, readNetwork)
  },
}

const list: SettingFormat<string[]> = {
  takes: 'names separated by commas',
  read: text => readList(text, part => part),
}

const prompt: SettingFormat<string> = {
  takes: `text in which these words are filled in and no others stand in double braces: ${sayVariables()}`,
  read: text => strayVariables(text).length === 0 ? text : undefined,
  blame: text => strayVariables(text)[0],
}

/** The formats that settings have beyond numbers and closed sets of words, by the name that the schema uses. */
export const formats = { httpUrl, contact, pairs, bytes, encryptionKeys, jwtSecrets, apiKey, databaseUrl, redisUrl, origins, trustProxy, list, prompt }

/** A list of names and values that was checked before. */
export const readPairs = (text: string): Record<string, string> => pairs.read(text) ?? {}
