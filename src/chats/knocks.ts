/** Wakes those who wait for more of a generation that another instance runs. */
export const createKnocks = () => {
  const waiting = new Map<string, Set<() => void>>()

  const wake = (id: string): void => {
    for (const done of [...waiting.get(id) ?? []]) done()
  }

  return {
    wake,
    wakeAll: (): void => { for (const id of [...waiting.keys()]) wake(id) },

    /** Listens from now on, so that no knock is lost between looking and waiting. `within` resolves at the first one, when the time is up or when the signal aborts. */
    expect (id: string) {
      let hasKnocked = false
      let go = (): void => {}
      const done = (): void => {
        hasKnocked = true
        go()
      }
      const others = waiting.get(id) ?? new Set()
      waiting.set(id, others.add(done))
      const leave = (): void => {
        others.delete(done)
        if (others.size === 0 && waiting.get(id) === others) waiting.delete(id)
      }
      return {
        leave,
        async within (ms: number, signal?: AbortSignal): Promise<void> {
          let timer: NodeJS.Timeout | undefined
          if (!hasKnocked && signal?.aborted !== true) {
            await new Promise<void>(resolve => {
              go = resolve
              timer = setTimeout(resolve, ms)
              signal?.addEventListener('abort', done, { once: true })
            })
          }
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          leave()
        },
      }
    },
  }
}
