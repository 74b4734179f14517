/** A hidden page has no frames; it is told so often. Milliseconds. */
const hiddenPause = 250

/** Calls `draw` at most once a frame, and less often when drawing is slow: typing must stay quick. */
export const createFrames = (draw: () => void) => {
  let isAsked = false
  let notBefore = 0

  const run = (): void => {
    const started = performance.now()
    if (started < notBefore) return void requestAnimationFrame(run)
    isAsked = false
    draw()
    // React draws after this; the next frame begins when it is done, so what it took is seen there
    requestAnimationFrame(() => { notBefore = performance.now() + Math.min(200, (performance.now() - started - 17) * 1.5) })
  }

  return {
    ask (): void {
      if (isAsked) return
      isAsked = true
      if (document.hidden) setTimeout(run, hiddenPause)
      else requestAnimationFrame(run)
    },
  }
}
