import { test } from 'tap'
import { sourceFiles } from './source-files.ts'

/** What a line may not say, and why. Split where the rule would find itself. */
const rules: [RegExp, string][] = [
  [new RegExp('\\b(TO' + 'DO|FIX' + 'ME|XX' + 'X)\\b'), 'leaves work undone: do it or file an issue'],
  [new RegExp('\\.on' + 'ly\\('), 'runs one test and hides the others'],
  [new RegExp('@ts-(ig' + 'nore|no' + 'check)'), 'hides a type error'],
  [new RegExp('^\\s*/[/*]\\s*eslint-dis' + 'able(?!.* -- )'), 'silences the linter without a reason after --'],
  [new RegExp('(?<![\\w.])/(ho' + 'me|Us' + 'ers|ro' + 'ot)/'), 'names a folder of one machine'],
]

const files = sourceFiles('src', 'client', 'web', 'test', 'scripts', 'openapi', 'bench')

test('there are files to read', async t => {
  t.ok(files.length > 100, `found ${files.length} files`)
})

for (const [pattern, why] of rules) {
  test(`no line ${why}`, async t => {
    const found = files.flatMap(({ path, text }) => text.split('\n').flatMap((line, index) => pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : []))
    t.strictSame(found, [])
  })
}

test('a line that breaks a rule is found', async t => {
  const broken = ['// TO' + 'DO: later', 'test.on' + 'ly(name)', '// @ts-ig' + 'nore', '// eslint-dis' + 'able-next-line no-void', "'/ro" + "ot/keys'"]
  for (const [index, line] of broken.entries()) t.match(line, rules[index]?.[0], line)
})
