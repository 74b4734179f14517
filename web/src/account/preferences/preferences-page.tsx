import type { Preferences } from '@parlance/client'
import { useQuery } from '@tanstack/react-query'
import { t as say } from '../../app/messages.ts'
import { useChangePreferences, usePreferences } from '../../app/preferences.ts'
import { type Language, languages } from '../../i18n/language.ts'
import { Select, Switch } from '../../ui/field.tsx'
import { t } from '../messages.ts'
import { modelsQuery } from '../parts/models.ts'
import { Page, Section } from '../parts/page.tsx'
import { PushSwitch } from './push-switch.tsx'
import { SystemPrompt } from './system-prompt.tsx'

const themes = ['system', 'light', 'dark'] as const
const sendKeys = ['enter', 'mod-enter'] as const

/** What is chosen holds at once, and is taken back with a word when the server refuses. */
export const PreferencesPage = () => {
  const preferences = usePreferences()
  const { mutate } = useChangePreferences()
  const change = (change: Partial<Preferences>) => mutate(change)
  return (
    <Page title={t('preferences')} lead={t('preferences.lead')}>
      <Section title={t('preferences.look')}>
        <div className='acc-form'>
          <Select label={say('theme.label')} value={preferences.theme} onChange={event => change({ theme: event.target.value as Preferences['theme'] })}>
            {themes.map(theme => <option key={theme} value={theme}>{say(`theme.${theme}`)}</option>)}
          </Select>
          <LanguageSelect language={preferences.language} onChange={language => change({ language })} />
        </div>
      </Section>
      <Section title={t('preferences.chats')}>
        <div className='acc-form'>
          <ModelSelect model={preferences.defaultModel} onChange={defaultModel => change({ defaultModel })} />
          <SystemPrompt saved={preferences.systemPrompt} />
        </div>
      </Section>
      <Section title={t('push.title')}>
        <div className='acc-form'><PushSwitch /></div>
      </Section>
      <Section title={t('preferences.keyboard')}>
        <div className='acc-form'>
          <Select label={t('preferences.sendKey')} value={preferences.sendKey} onChange={event => change({ sendKey: event.target.value as Preferences['sendKey'] })}>
            {sendKeys.map(key => <option key={key} value={key}>{t(`preferences.sendKey.${key}`)}</option>)}
          </Select>
          <Switch label={t('preferences.shortcuts')} hint={t('preferences.shortcuts.hint')} checked={preferences.keyboardShortcuts} onChange={event => change({ keyboardShortcuts: event.target.checked })} />
        </div>
      </Section>
    </Page>
  )
}

/** A language with a country, which another client may have set, is shown as it is. */
const LanguageSelect = ({ language, onChange }: { language: string | null; onChange(language: string | null): void }) => (
  <Select label={t('preferences.language')} value={language ?? ''} onChange={event => onChange(event.target.value === '' ? null : event.target.value)}>
    <option value=''>{t('preferences.language.browser')}</option>
    {Object.keys(languages).map(id => <option key={id} value={id} lang={id}>{languages[id as Language]}</option>)}
    {language !== null && !Object.hasOwn(languages, language) && <option value={language}>{language}</option>}
  </Select>
)

const ModelSelect = ({ model, onChange }: { model: string | null; onChange(model: string | null): void }) => {
  const { data = [] } = useQuery(modelsQuery)
  const choices = data.filter(({ capabilities }) => !capabilities.includes('embeddings'))
  const isKnown = model === null || choices.some(({ id }) => id === model)
  return (
    <Select label={t('preferences.defaultModel')} value={model ?? ''} onChange={event => onChange(event.target.value === '' ? null : event.target.value)}>
      <option value=''>{t('preferences.defaultModel.house')}</option>
      {choices.map(({ id }) => <option key={id} value={id}>{id}</option>)}
      {!isKnown && <option value={model}>{t('preferences.defaultModel.gone', { model })}</option>}
    </Select>
  )
}
