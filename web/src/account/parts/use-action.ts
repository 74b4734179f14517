import { useCallback, useEffect, useRef, useState } from 'react'

export type Action<Args extends unknown[]> = {
  /** True when it went well. Does nothing while it runs: a double click is one click. */
  start(...args: Args): Promise<boolean>
  isBusy: boolean
  error: unknown
  /** Forgets the error. */
  reset(): void
}

/** Something that a person does, its progress and its error. Unlike a mutation it keeps nothing of what went in or came out, which may be secret. */
export function useAction<Args extends unknown[]> (run: (...args: Args) => Promise<unknown>): Action<Args> {
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const isRunning = useRef(false)
  const newest = useRef(run)
  useEffect(() => { newest.current = run })

  const start = useCallback(async (...args: Args) => {
    if (isRunning.current) return false
    isRunning.current = true
    setIsBusy(true)
    setError(undefined)
    try {
      await newest.current(...args)
      return true
    } catch (thrown) {
      setError(thrown)
      return false
    } finally {
      isRunning.current = false
      setIsBusy(false)
    }
  }, [])
  return { start, isBusy, error, reset: useCallback(() => setError(undefined), []) }
}
