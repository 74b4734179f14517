import { formats } from './formats.ts'
import { type Setting } from './environment.ts'

/** A setting is missing or malformed. The message is one line that names it, what it got and what it takes. */
export class ConfigError extends Error {
  readonly variable: string

  constructor (variable: string, message: string) {
    super(message)
    this.name = 'ConfigError'
    this.variable = variable
  }
}

/** What a setting takes, as the end of a sentence. */
export const describeTakes = (setting: Setting): string => {
  if (setting.enum) return 'one of ' + setting.enum.join(', ')
  if (setting.type === 'integer') return `a whole number from ${setting.minimum} to ${setting.maximum}`
  return setting.format ? formats[setting.format].takes : 'any text'
}

/** What was got, cut to a line. Of a secret only its length is told. */
const describeGot = (setting: Setting, value: string): string => {
  if (setting.secret) return `set, but malformed (${value.length} characters)`
  return JSON.stringify(value.length > 80 ? value.slice(0, 80) + '…' : value)
}

export const malformed = (name: string, setting: Setting, value: string): ConfigError =>
  new ConfigError(name, `${name} is ${describeGot(setting, value)}; it takes ${describeTakes(setting)}.`)
