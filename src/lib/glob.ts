/** Whether a text fits a pattern in which `*` stands for any characters, none included. Takes time in proportion to both, whatever the pattern. */
export function matchesGlob (pattern: string, text: string): boolean {
  let at = 0
  let place = 0
  let star = -1
  let retryAt = 0
  while (at < text.length) {
    if (pattern[place] === '*') {
      star = place++
      retryAt = at
    } else if (place < pattern.length && pattern[place] === text[at]) {
      place++
      at++
    } else if (star !== -1) {
      // the last star takes one more
      place = star + 1
      at = ++retryAt
    } else {
      return false
    }
  }
  while (pattern[place] === '*') place++
  return place === pattern.length
}
