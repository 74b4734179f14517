import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'

/** How far away it may be and still be drawn. Pixels. */
const around = 1_500

/** Draws what it holds while that is near what is seen; else it keeps the place. */
export const Chunk = ({ root, isAlways, children }: { root: RefObject<HTMLElement | null>; isAlways: boolean; children: ReactNode }) => {
  const element = useRef<HTMLDivElement>(null)
  const height = useRef(0)
  const [isNear, setIsNear] = useState(true)
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const watch = new IntersectionObserver(([entry]) => {
      if (entry === undefined) return
      if (!entry.isIntersecting) height.current = entry.boundingClientRect.height
      setIsNear(entry.isIntersecting)
    }, { root: root.current, rootMargin: `${around}px 0px` })
    watch.observe(current)
    return () => watch.disconnect()
  }, [])
  const isDrawn = isNear || isAlways
  return <div ref={element} style={isDrawn ? undefined : { blockSize: height.current }}>{isDrawn && children}</div>
}
