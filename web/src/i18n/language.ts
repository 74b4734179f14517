import { createStore } from '../lib/store.ts'

/** Every language that the page speaks. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

/** The one of ours that is nearest to what is wanted. */
export const nearestLanguage = (wanted: readonly (string | null | undefined)[]): Language => {
  for (const tag of wanted) {
    const base = tag?.toLowerCase().split('-')[0]
    if (base !== undefined && Object.hasOwn(languages, base)) return base as Language
  }
  return 'en'
}

/** What is spoken now. `region` keeps the country of what was asked for, for dates and numbers: `de-AT`. */
export const spoken = createStore<{ language: Language; region: string }>({ language: 'en', region: 'en' })

export const speak = (wanted: readonly (string | null | undefined)[]): void => {
  const language = nearestLanguage(wanted)
  const region = wanted.find(tag => tag?.toLowerCase().startsWith(language)) ?? language
  const now = spoken.get()
  if (now.language !== language || now.region !== region) spoken.set({ language, region })
}
