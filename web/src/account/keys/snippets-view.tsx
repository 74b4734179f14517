import { useQuery } from '@tanstack/react-query'
import { usePreferences } from '../../app/preferences.ts'
import { Tabs } from '../../ui/tabs.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { modelsQuery } from '../parts/models.ts'
import { t } from './messages.ts'
import { writeSnippets } from './snippets.ts'

/** How to ask this server, with a key filled in or with its place. */
export const Snippets = ({ apiKey = 'plk_…' }: { apiKey?: string }) => {
  const { defaultModel } = usePreferences()
  const { data = [] } = useQuery(modelsQuery)
  const model = defaultModel ?? data.find(({ capabilities }) => capabilities.includes('streaming'))?.id ?? 'demo/parlance'
  const snippets = writeSnippets({ origin: location.origin, key: apiKey, model })
  return (
    <Tabs
      label={t('keys.snippets')} tabs={snippets.map(({ id, label, code }) => ({
        id,
        label,
        content: (
          <div className='acc-snippet'>
            {/* it scrolls, so the keyboard must reach it */}
            <pre tabIndex={0} aria-label={label}><code>{code}</code></pre>
            <div className='row'><CopyButton text={code} /></div>
          </div>
        ),
      }))}
    />
  )
}
