import { Component, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'
import { t } from './messages.ts'

/** A chunk of a version that was replaced is gone; the page of the new one knows its own. */
const isStaleChunk = (error: unknown): boolean => error instanceof Error && /dynamically imported module|Importing a module script failed|Failed to fetch/.test(error.message)

const reloadedAt = 'parlance.reloaded-at'

/** Once in ten seconds: a reload that does not help must not go round in circles. */
const reloadOnce = (): boolean => {
  const last = Number(sessionStorage.getItem(reloadedAt) ?? 0)
  if (Date.now() - last < 10_000 || !navigator.onLine) return false
  sessionStorage.setItem(reloadedAt, String(Date.now()))
  location.reload()
  return true
}

/** Catches what breaks below it, and offers a way on. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined as unknown }

  static getDerivedStateFromError (error: unknown) {
    return { error }
  }

  override componentDidCatch (error: unknown): void {
    if (isStaleChunk(error)) reloadOnce()
  }

  override render (): ReactNode {
    if (this.state.error === undefined) return this.props.children
    return <EmptyState isPage icon='alert' title={t('app.failed.title')} text={t('app.failed.text')} action={<Button kind='primary' onClick={() => location.reload()}>{t('app.failed.reload')}</Button>} />
  }
}
