// Where the page begins.
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { readSidebar, watchWidth } from './app/layout.ts'
import { speakAsChosen } from './app/preferences.ts'
import { watchShortcuts } from './app/shortcuts.ts'
import { watchRuns } from './chat/ask.ts'
import { readQueues } from './chat/queue.ts'
import { forgetRuns, reviveRuns } from './chat/runs.ts'
import { queryClient } from './app/query-client.ts'
import { spoken } from './i18n/language.ts'
import { keepQueries, restoreQueries } from './offline/query-cache.ts'
import { registerServiceWorker, wipeCaches } from './offline/service-worker.ts'
import { connection, watchConnection } from './session/connection.ts'
import { onWipe, openSession, rememberedUser, reopenSession, session } from './session/session.ts'
import { readSeen } from './sidebar/seen.ts'
import './styles/base.css'

const sayLanguage = (): void => { document.documentElement.lang = spoken.get().region }

speakAsChosen()
sayLanguage()
spoken.subscribe(sayLanguage)
readSidebar()
watchWidth()
readSeen()
readQueues()
watchConnection()
watchShortcuts()
watchRuns()
onWipe(() => {
  forgetRuns()
  queryClient.clear()
  readSeen()
  readQueues()
})
connection.subscribe(() => {
  if (connection.get().state !== 'back') return
  reviveRuns()
  void reopenSession()
  void queryClient.invalidateQueries()
})
session.subscribe(() => { if (session.get().state === 'signed-in') reviveRuns() })
keepQueries()
wipeCaches()
// what was read before is drawn first
void restoreQueries(rememberedUser()?.id).finally(openSession)
createRoot(document.getElementById('app')!).render(<App />)

// after everything that somebody waits for
const registerSoon = (): void => void setTimeout(() => { registerServiceWorker().catch(() => {}) }, 1_000)
// from the cache all may be there before this runs
if (document.readyState === 'complete') registerSoon()
else addEventListener('load', registerSoon)
