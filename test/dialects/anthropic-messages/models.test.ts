import { test } from 'tap'
import { claudeVersion, decidesItself, keepsToSchemas, takesLaterSystem } from '../../../src/dialects/anthropic-messages/models.ts'

test('the version stands in the name', async t => {
  const versions: Record<string, number | undefined> = {
    'claude-opus-4-7': 407,
    'claude-opus-4-5-20251101': 405,
    'claude-opus-4-20250514': 400,
    'claude-3-5-haiku-20241022': 305,
    'claude-3-opus-20240229': 300,
    'claude-sonnet-5': 500,
    'claude-haiku-5-5': 505,
    'claude-2.1': 201,
    'anthropic/claude-sonnet-4.6': 406,
    'eu.anthropic.claude-opus-4-6-v1:0': 406,
    'claude-mythos-preview': undefined,
    'kimi-k2': undefined,
  }
  for (const [name, version] of Object.entries(versions)) t.equal(claudeVersion(name), version, name)
})

test('what a model takes follows from its version', async t => {
  const deciding = ['claude-opus-4-7', 'claude-opus-4-8', 'claude-opus-5', 'claude-sonnet-5', 'claude-fable-5-1', 'claude-haiku-5-5', 'claude-mythos-preview']
  const told = ['claude-opus-4-6', 'claude-sonnet-4-6', 'claude-haiku-4-5', 'claude-opus-4-20250514', 'glm-4.6', 'deepseek-chat']
  for (const name of deciding) t.equal(decidesItself(name), true, name)
  for (const name of told) t.equal(decidesItself(name), false, name)
  t.same(['claude-opus-4-7', 'claude-opus-4-8', 'claude-sonnet-5-5', 'glm-5'].map(takesLaterSystem), [false, true, true, false])
  t.same(['claude-3-5-haiku-20241022', 'claude-haiku-4-5', 'glm-5'].map(keepsToSchemas), [false, true, true])
})
