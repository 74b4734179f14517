import { useEffect, useState } from 'react'
import { isDark, theme } from '../../app/theme.ts'
import { useStore } from '../../lib/use-store.ts'

/** What is shown now, for what CSS does not colour. */
export function useTheme (): 'light' | 'dark' {
  const chosen = useStore(theme)
  const [system, setSystem] = useState(isDark())
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)')
    const note = () => setSystem(query.matches)
    query.addEventListener('change', note)
    note()
    return () => query.removeEventListener('change', note)
  }, [])
  return chosen === 'system' ? system ? 'dark' : 'light' : chosen
}
