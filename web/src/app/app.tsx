import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { Route, Switch } from 'wouter'
import { spoken } from '../i18n/language.ts'
import { useStore } from '../lib/use-store.ts'
import { SignInPage } from '../session/sign-in-page.tsx'
import { SignInDialog } from '../session/sign-in-dialog.tsx'
import { useSession } from '../session/use-session.ts'
import { Toasts } from '../ui/toast.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { applyPreferences, usePreferences } from './preferences.ts'
import { queryClient } from './query-client.ts'
import { Pages } from './router.tsx'
import { Shell } from './shell.tsx'

const SharedPage = lazy(() => import('../shared/shared-page.tsx'))

const SignedIn = () => {
  const preferences = usePreferences()
  const { state } = useSession()
  useEffect(() => { if (state === 'signed-in') applyPreferences(preferences) }, [preferences, state])
  return (
    <>
      <Shell><Pages /></Shell>
      {state === 'expired' && <SignInDialog />}
    </>
  )
}

const Inside = () => {
  const { state } = useSession()
  if (state === 'unknown') return null
  return state === 'signed-out' ? <SignInPage /> : <SignedIn />
}

/** The whole page. A change of language draws it anew. */
export const App = () => {
  const { language } = useStore(spoken)
  return (
    <QueryClientProvider client={queryClient}>
      <ErrorBoundary key={language}>
        <Switch>
          <Route path='/shared/:token'><Suspense fallback={null}><SharedPage /></Suspense></Route>
          <Route><Inside /></Route>
        </Switch>
        <Toasts />
      </ErrorBoundary>
    </QueryClientProvider>
  )
}
