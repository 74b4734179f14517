import { type Language, spoken } from './language.ts'

type Table = Readonly<Record<string, string>>
/** `count_one` and `count_other` are asked for as `count`. */
type KeyOf<T> = { [K in keyof T & string]: K extends `${infer Base}_other` ? Base : K extends `${string}_one` ? never : K }[keyof T & string]
export type Values = Readonly<Record<string, string | number>>

const rules: Partial<Record<Language, Intl.PluralRules>> = {}

/**
 * The words of a part of the page, in every language: a table that lacks a key does not compile. `{name}` stands for a
 * value; of a key with `_one` and `_other` the value `count` chooses.
 */
export function defineMessages<const T extends Table> (en: T, de: { readonly [K in keyof T]: string }) {
  const messages: Record<Language, Table> = { en, de }
  const t = (key: KeyOf<T>, values: Values = {}): string => {
    const { language } = spoken.get()
    const table = messages[language]
    const text = table[key] ?? table[`${key}_${pluralOf(language, Number(values['count']))}`] ?? table[`${key}_other`] ?? key
    return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
  }
  return { messages, t }
}

const pluralOf = (language: Language, count: number): string => (rules[language] ??= new Intl.PluralRules(language)).select(count)
