import type { Warning } from '../../core/chat.ts'

/** Collects what Gemini cannot be told. What may stand in many places is said once. */
export function createLosses (warnings: Warning[]) {
  const said = new Set<string>()

  const drop = (param: string, detail?: string): void => {
    warnings.push({ param, action: 'dropped', ...(detail !== undefined && { detail }) })
  }
  const dropOnce = (what: string, param = what): void => {
    if (!said.has(what)) drop(param)
    said.add(what)
  }
  return { warnings, drop, dropOnce }
}

export type Losses = ReturnType<typeof createLosses>
