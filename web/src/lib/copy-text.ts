/** Puts a text on the clipboard. Over plain HTTP browsers have no clipboard for pages; there it is done by a selection. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.className = 'visually-hidden'
    const { activeElement } = document
    const host = activeElement?.closest('dialog') ?? document.body // what is outside an open dialog cannot be selected
    host.append(area)
    area.select()
    const isDone = document.execCommand('copy')
    area.remove()
    if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true })
    return isDone
  }
}
