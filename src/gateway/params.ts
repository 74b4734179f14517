import type { Warning } from '../core/chat.ts'
import { GatewayError } from '../core/errors.ts'
import type { ParamRules } from '../core/provider.ts'

/** Applies the rules that bite. `changes` are fields to set, or to remove when undefined. */
export function applyParams (body: Readonly<Record<string, unknown>>, rules: ParamRules): { changes: Record<string, unknown>; warnings: Warning[] } {
  const changes: Record<string, unknown> = {}
  const warnings: Warning[] = []
  for (const param in rules) {
    const rule = rules[param]!
    const value = body[param] ?? undefined
    if (value === undefined && rule.rule !== 'fixed' && rule.rule !== 'include') continue
    switch (rule.rule) {
      case 'unsupported':
        changes[param] = undefined
        warnings.push({ param, action: 'dropped' })
        break
      case 'rename':
        changes[param] = undefined
        if (body[rule.to] === undefined) changes[rule.to] = value
        warnings.push({ param, action: 'renamed', detail: rule.to })
        break
      case 'clamp': {
        if (typeof value !== 'number') break
        const kept = Math.min(rule.max, Math.max(rule.min, value))
        if (kept === value) break
        changes[param] = kept
        warnings.push({ param, action: 'clamped', detail: `${rule.min}..${rule.max}` })
        break
      }
      case 'map': {
        const mapped = rule.map(value)
        if (mapped === value) break
        changes[param] = mapped
        warnings.push({ param, action: mapped === undefined ? 'dropped' : 'clamped', detail: rule.detail })
        break
      }
      case 'reword': {
        const reworded = rule.reword(value)
        if (reworded !== value) changes[param] = reworded
        break
      }
      case 'fixed':
        if (value === rule.value) break
        changes[param] = rule.value
        if (value !== undefined) warnings.push({ param, action: 'dropped', detail: `always ${JSON.stringify(rule.value)}` })
        break
      case 'include': {
        const listed = Array.isArray(value) ? value : []
        if (!listed.includes(rule.value)) changes[param] = [...listed, rule.value]
        break
      }
    }
  }
  return { changes, warnings }
}

/** Under `x-strict` what would be a warning is the caller's to decide. */
export function assertFaithful (warnings: readonly Warning[], provider: string): void {
  const [first] = warnings
  if (first === undefined) return
  throw new GatewayError('parameter_unsupported', `${provider} would not take \`${first.param}\` as it is (${sayWarning(first)}).`, {
    param: first.param,
    details: warnings.map(warning => ({ field: warning.param, message: sayWarning(warning) })),
  })
}

/** One warning in a few words: `dropped logit_bias`, `clamped n (1..1)`. */
export const sayWarning = ({ param, action, detail }: Warning): string =>
  `${action} ${param}${detail === undefined ? '' : ` (${detail})`}`
