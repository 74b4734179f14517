import { formats, type SettingFormat } from './formats.ts'
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
  if (setting.type === 'integer' || setting.type === 'number') return `a ${setting.type === 'integer' ? 'whole ' : ''}number from ${setting.minimum} to ${setting.maximum}`
  return setting.format ? formats[setting.format].takes : 'any text'
}

/** What was got, cut to a line. Of a secret only its length is told. */
const describeGot = (setting: Setting, value: string): string => {
  if (setting.secret) return `is set, but malformed (${value.length} characters)`
  const format: SettingFormat<unknown> | undefined = setting.format && formats[setting.format]
  const blamed = format?.blame?.(value)
  return blamed === undefined ? `is ${quote(value)}` : `has ${quote(blamed)} in it`
}

const quote = (text: string): string => JSON.stringify(text.length > 80 ? text.slice(0, 80) + '…' : text)

export const malformed = (name: string, setting: Setting, value: string): ConfigError =>
  new ConfigError(name, `${name} ${describeGot(setting, value)}; it takes ${describeTakes(setting)}.`)
