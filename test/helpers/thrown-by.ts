/** What an act throws; undefined when it throws nothing. */
export function thrownBy (act: () => unknown): unknown {
  try {
    act()
  } catch (thrown) {
    return thrown
  }
}
