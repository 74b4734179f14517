import type { Preferences } from '@parlance/client'
import { useMutation, useQuery } from '@tanstack/react-query'
import { speak } from '../i18n/language.ts'
import { readLocal, writeLocal } from '../lib/local.ts'
import { client } from '../session/session.ts'
import { queryClient } from './query-client.ts'
import { chooseTheme, theme } from './theme.ts'

export const defaultPreferences: Preferences = { theme: 'system', language: null, defaultModel: null, systemPrompt: null, favoriteModels: [], sendKey: 'enter', keyboardShortcuts: true }

const key = ['preferences'] as const

/** What somebody prefers; as at first while it is not known. */
export const usePreferences = (): Preferences => useQuery({ queryKey: key, queryFn: () => client.auth.preferences(), staleTime: 5 * 60_000 }).data ?? defaultPreferences

export const readPreferences = (): Preferences => queryClient.getQueryData<Preferences>(key) ?? defaultPreferences

/** Changes some of them: shown at once, and taken back when the server refuses. */
export const useChangePreferences = () => useMutation({
  async mutationFn (change: Partial<Preferences>) {
    const now = queryClient.getQueryData<Preferences>(key) ?? await client.auth.preferences()
    queryClient.setQueryData(key, { ...now, ...change })
    try {
      return await client.auth.replacePreferences({ ...now, ...change })
    } catch (error) {
      queryClient.setQueryData(key, now)
      throw error
    }
  },
  onSuccess: saved => { queryClient.setQueryData(key, saved) },
})

/** Makes the page look and speak as was chosen, on this device too before anybody has signed in. */
export const applyPreferences = ({ theme: wanted, language }: Preferences): void => {
  if (theme.get() !== wanted) chooseTheme(wanted)
  writeLocal('language', language ?? undefined)
  speakAsChosen()
}

export const speakAsChosen = (): void => {
  const stored = readLocal('language')
  speak([stored, ...stored === undefined ? navigator.languages : []])
}
