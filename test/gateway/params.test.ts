import { test } from 'tap'
import type { ParamRules } from '../../src/core/provider.ts'
import { applyParams, assertFaithful, sayWarning } from '../../src/gateway/params.ts'

const rules = {
  logit_bias: { rule: 'unsupported' },
  max_tokens: { rule: 'rename', to: 'max_completion_tokens' },
  n: { rule: 'clamp', min: 1, max: 1 },
  effort: { rule: 'map', map: (value: unknown) => value === 'minimal' ? 'low' : value, detail: 'minimal means low' },
} as const

const cases: [name: string, body: Record<string, unknown>, changes: Record<string, unknown>, said: string[]][] = [
  ['nothing bites', { n: 1, effort: 'high', other: 1 }, {}, []],
  ['null is not set', { logit_bias: null, n: null }, {}, []],
  ['drops', { logit_bias: { 1: 2 } }, { logit_bias: undefined }, ['dropped logit_bias']],
  ['renames', { max_tokens: 5 }, { max_tokens: undefined, max_completion_tokens: 5 }, ['renamed max_tokens (max_completion_tokens)']],
  ['does not overwrite the new name', { max_tokens: 5, max_completion_tokens: 9 }, { max_tokens: undefined }, ['renamed max_tokens (max_completion_tokens)']],
  ['clamps', { n: 3 }, { n: 1 }, ['clamped n (1..1)']],
  ['maps', { effort: 'minimal' }, { effort: 'low' }, ['clamped effort (minimal means low)']],
]
for (const [name, body, changes, said] of cases) {
  test(`a parameter rule: ${name}`, async t => {
    const applied = applyParams(body, rules)
    t.strictSame(applied.changes, changes)
    t.strictSame(applied.warnings.map(sayWarning), said)
  })
}

test('x-strict makes the first warning an error that names all', async t => {
  const { warnings } = applyParams({ logit_bias: {}, n: 3 }, rules)
  t.throws(() => assertFaithful(warnings, 'groq'), { kind: 'parameter_unsupported', more: { param: 'logit_bias', details: [{ field: 'logit_bias' }, { field: 'n' }] } } as never)
  t.doesNotThrow(() => assertFaithful([], 'groq'))
})

test('what is said in other words is no loss, and nobody is warned', async t => {
  const rules: ParamRules = { stop: { rule: 'reword', reword: stop => typeof stop === 'string' ? [stop] : stop } }
  t.same(applyParams({ stop: 'x' }, rules), { changes: { stop: ['x'] }, warnings: [] })
  t.same(applyParams({ stop: ['x'] }, rules), { changes: {}, warnings: [] })
})

test('what must be sent is sent whatever was asked for, and only what was asked otherwise is a loss', async t => {
  const rules: ParamRules = { store: { rule: 'fixed', value: false }, include: { rule: 'include', value: 'x' } }
  t.same(applyParams({}, rules), { changes: { store: false, include: ['x'] }, warnings: [] })
  t.same(applyParams({ store: false, include: ['y', 'x'] }, rules), { changes: {}, warnings: [] })
  t.same(applyParams({ store: true, include: ['y'] }, rules), { changes: { store: false, include: ['y', 'x'] }, warnings: [{ param: 'store', action: 'dropped', detail: 'always false' }] })
})
