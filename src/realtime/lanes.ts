/** Runs the tasks of a lane one after the other; lanes do not wait for each other. Tasks never reject. */
export const createLanes = () => {
  const ends = new Map<string, Promise<void>>()
  return (lane: string, task: () => Promise<void>): void => {
    const end = (ends.get(lane) ?? Promise.resolve()).then(task).then(() => {
      if (ends.get(lane) === end) ends.delete(lane)
    })
    ends.set(lane, end)
  }
}
