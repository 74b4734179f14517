import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Who has scrolled so far away from the end is offered the way back, until they are so near again. Pixels. */
const far = 200
const near = 60

/**
 * Follows what grows at the end while the reader is there, and only then: whoever scrolls up stays. `firstId` is what stands
 * at the beginning; when something else comes before it, what is seen stays where it is.
 */
export const useScroll = (scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>, key: string | undefined, firstId: string | undefined) => {
  const isPinned = useRef(true)
  const [isFar, setIsFar] = useState(false)
  const before = useRef({ key, firstId, height: 0 })

  const toEnd = useCallback((behavior: ScrollBehavior = 'auto') => {
    isPinned.current = true
    const { current } = scroller
    current?.scrollTo({ top: current.scrollHeight, behavior })
  }, [])

  useEffect(() => {
    const { current } = scroller
    if (current === null || content.current === null) return
    const distance = () => current.scrollHeight - current.scrollTop - current.clientHeight
    let last = current.scrollTop
    const onScroll = () => {
      const away = distance()
      if (away < 4) isPinned.current = true
      else if (current.scrollTop < last - 2 && away > 8 && performance.now() - touched < 400) isPinned.current = false
      last = current.scrollTop
      setIsFar(isFar => isFar ? away > near : away > far)
    }
    let touched = 0
    const onTouch = () => { touched = performance.now() }
    const onWheel = ({ deltaY }: WheelEvent) => {
      onTouch()
      if (deltaY < 0 && distance() > 0) isPinned.current = false
    }
    const onKey = ({ key }: KeyboardEvent) => {
      onTouch()
      if (['PageUp', 'ArrowUp', 'Home'].includes(key)) isPinned.current = false
    }
    const grown = new ResizeObserver(() => {
      if (isPinned.current) current.scrollTop = current.scrollHeight
      onScroll()
    })
    grown.observe(content.current)
    grown.observe(current)
    const options = { passive: true }
    current.addEventListener('scroll', onScroll, options)
    current.addEventListener('wheel', onWheel, options)
    current.addEventListener('touchmove', onTouch, options)
    current.addEventListener('pointerdown', onTouch, options)
    current.addEventListener('keydown', onKey, options)
    return () => {
      grown.disconnect()
      current.removeEventListener('scroll', onScroll)
      current.removeEventListener('wheel', onWheel)
      current.removeEventListener('touchmove', onTouch)
      current.removeEventListener('pointerdown', onTouch)
      current.removeEventListener('keydown', onKey)
    }
  }, [key])

  // another chat begins at its end
  useLayoutEffect(() => {
    setIsFar(false)
    toEnd()
  }, [key])

  useLayoutEffect(() => {
    const { current } = scroller
    if (current === null) return
    const { height, ...last } = before.current
    if (firstId !== last.firstId && key === last.key && height > 0 && !isPinned.current) current.scrollTop += current.scrollHeight - height
    before.current = { key, firstId, height: current.scrollHeight }
  })

  return { isFar, toEnd }
}
