/** How many letters apart two words are (Levenshtein, two neighbours swapped count once). Never looks further than `limit`: then it is `limit + 1`. */
export const editDistance = (left: string, right: string, limit: number): number => {
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  let before: number[] = []
  let above = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    let best = row
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1]
      let cost = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + (isSame ? 0 : 1))
      const isSwap = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (isSwap) cost = Math.min(cost, before[column - 2]! + 1)
      current.push(cost)
      if (cost < best) best = cost
    }
    // A swap may still reach back one row, so a hopeless row ends the search only when the one above was hopeless too.
    if (best > limit && Math.min(...above) > limit) return limit + 1
    before = above
    above = current
  }
  return Math.min(above[right.length]!, limit + 1)
}
