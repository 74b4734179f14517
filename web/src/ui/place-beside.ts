const gap = 4
const edge = 8

/** Puts a popover below what opened it, or above where there is more room, and never outside the window. */
export const placeBeside = (popover: HTMLElement, opener: Element, align: 'start' | 'end'): void => {
  const around = opener.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = popover
  const isRightToLeft = getComputedStyle(opener).direction === 'rtl'
  const fromLeft = (align === 'start') !== isRightToLeft
  const left = fromLeft ? around.left : around.right - width
  const isBelow = around.bottom + gap + height <= innerHeight - edge || around.top < innerHeight - around.bottom
  const top = isBelow ? around.bottom + gap : around.top - gap - height
  popover.style.left = `${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`
  popover.style.top = `${Math.max(edge, Math.min(top, innerHeight - height - edge))}px`
}
