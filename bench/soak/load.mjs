// Does so much of everything a second, on a schedule that does not wait for answers.

/** As many at once at the most: what comes beyond is left out and counted. */
const mostAtOnce = 400

export const createLoad = people => {
  let perSecond = 0
  const state = { running: 0 }
  let timer
  let due = 0
  let leftOut = 0

  const tick = () => {
    for (due += perSecond / 50; due >= 1; due--) {
      if (state.running >= mostAtOnce) {
        leftOut++
        continue
      }
      state.running++
      people.act().finally(() => { state.running-- })
    }
  }

  return {
    get leftOut () { return leftOut },
    get perSecond () { return perSecond },
    pace (howMany) {
      perSecond = howMany
      timer ??= setInterval(tick, 20)
    },
    /** Nothing new; resolves when what runs has ended. */
    async stop () {
      clearInterval(timer)
      timer = undefined
      while (state.running > 0) await new Promise(resolve => setTimeout(resolve, 50))
    },
  }
}
