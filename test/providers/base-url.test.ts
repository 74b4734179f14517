import { test } from 'tap'
import { tidyBaseUrl, withVersion } from '../../src/providers/base-url.ts'

test('takes slashes and pasted endpoints off', async t => {
  const cases = {
    'https://api.example.com/v1': 'https://api.example.com/v1',
    ' https://api.example.com/v1// ': 'https://api.example.com/v1',
    'https://api.example.com/v1/chat/completions': 'https://api.example.com/v1',
    'https://api.example.com/v1/chat/completions/': 'https://api.example.com/v1',
    'https://api.example.com/v1/models': 'https://api.example.com/v1',
    'https://api.example.com/v1/messages': 'https://api.example.com/v1',
    'https://api.example.com/': 'https://api.example.com',
    'https://api.example.com/my-models': 'https://api.example.com/my-models',
  }
  for (const [given, tidy] of Object.entries(cases)) t.equal(tidyBaseUrl(given), tidy, given)
})

test('adds the version to a bare host only', async t => {
  t.equal(withVersion('https://api.openai.com'), 'https://api.openai.com/v1')
  t.equal(withVersion('https://proxy.example.com/openai'), 'https://proxy.example.com/openai')
  t.equal(withVersion('http://localhost:8080/'), 'http://localhost:8080/v1')
})
