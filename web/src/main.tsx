// Where the page begins.
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { readSidebar } from './app/layout.ts'
import { speakAsChosen } from './app/preferences.ts'
import { spoken } from './i18n/language.ts'
import { watchConnection } from './session/connection.ts'
import { openSession } from './session/session.ts'
import './styles/base.css'

const sayLanguage = (): void => { document.documentElement.lang = spoken.get().region }

speakAsChosen()
sayLanguage()
spoken.subscribe(sayLanguage)
readSidebar()
watchConnection()
void openSession()
createRoot(document.getElementById('app')!).render(<App />)
