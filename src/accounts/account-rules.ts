import { GatewayError } from '../core/errors.ts'
import { loginKey } from '../lib/login-key.ts'
import { commonPasswords } from './common-passwords.ts'

const passwordLength = { least: 8, most: 256 }
const maxDisplayName = 100
const maxEmail = 254

const invalid = (param: string, message: string): GatewayError => new GatewayError('invalid_request', message, { param })

/** ASCII only: a name of another script can look like somebody else's. People show themselves by their display name. */
export const readUsername = (username: string): string => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{2,31}$/.test(username)) {
    throw invalid('username', 'A user name has 3 to 32 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.')
  }
  return username
}

/** Only its form is checked: nothing is sent there. */
export const readEmail = (email: string): string => {
  const trimmed = email.trim()
  if (trimmed.length > maxEmail || !/^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]+$/u.test(trimmed)) throw invalid('email', 'This is not an e-mail address.')
  return trimmed
}

export const readDisplayName = (name: string): string => {
  const trimmed = name.normalize('NFC').trim()
  if (trimmed === '' || trimmed.length > maxDisplayName) throw invalid('displayName', `A display name has 1 to ${maxDisplayName} characters.`)
  if (/\p{Cc}/u.test(trimmed)) throw invalid('displayName', 'A display name must not contain control characters.')
  return trimmed
}

/** The same password in every spelling that a keyboard may send. */
export const normalisePassword = (password: string): string => password.normalize('NFKC')

/**
 * A password that may be chosen, normalised. Long enough, not one of the first guesses, nothing that stands beside it:
 * no other rules, which make passwords worse. https://pages.nist.gov/800-63-4/sp800-63b.html
 */
export const readPassword = (password: string, { param = 'password', notIn = [] }: { param?: string; notIn?: readonly string[] } = {}): string => {
  const normalised = normalisePassword(password)
  const length = [...normalised].length
  if (length < passwordLength.least || length > passwordLength.most) {
    throw invalid(param, `A password has ${passwordLength.least} to ${passwordLength.most} characters.`)
  }
  const lower = normalised.toLowerCase()
  if (commonPasswords.has(lower) || new Set(lower).size < 3) throw invalid(param, 'This password is one of the first that anybody would try.')
  if (notIn.some(name => loginKey(name) === lower)) throw invalid(param, 'The password must not be your name or address.')
  return normalised
}
