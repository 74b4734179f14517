import { test } from 'tap'
import { describe } from '../../src/documents/describe.ts'
import { readFrontMatter } from '../../src/documents/front-matter.ts'

const read = (lines: string) => readFrontMatter(`---\n${lines}\n---\ntext`).frontMatter

const values: [string, unknown][] = [
  ['plain words', 'plain words'], ['  spaced  ', 'spaced'], ['word # a comment', 'word'], ['a#b', 'a#b'], ['http://example.org/#x', 'http://example.org/#x'], ['10:30', '10:30'],
  ['', null], ['# nothing', null], ['~', null], ['null', null], ['true', true], ['False', false], ['yes', 'yes'],
  ['3', 3], ['-3.50', -3.5], ['1e3', 1000], ['007', '007'], ['12345678901234567890', '12345678901234567890'], ['1e999', '1e999'], ['2026-11-21', '2026-11-21'],
  ['"a: \\"b\\"\\n\\u00e9" # c', 'a: "b"\né'], ["'it''s # so'", "it's # so"], ['"3"', '3'], ['""', ''],
  ['[]', []], ['[a, "b, c", \'d]\', 4, true]', ['a', 'b, c', 'd]', 4, true]], ['[a, b,] # c', ['a', 'b']],
]
for (const [text, value] of values) test(`the value ${JSON.stringify(text)} is read`, async t => t.strictSame(read(`key: ${text}`), { key: value }))

const beyond = ['a: b', 'a:', '{a: b}', '[a, [b]]', '[a', '[a b: c]', '[a,, b]', '|', '>-', '&anchor x', '*anchor', '!!str 3', '"open', '"\\x41"', '"a" b', "'a'b", '@x', '%x', '`x`', '- a']
for (const text of beyond) test(`the value ${JSON.stringify(text)} is left out, and nothing else`, async t => t.strictSame(read(`key: ${text}\nnext: 1`), { next: 1 }))

test('lists and what else stands below a key', async t => {
  t.strictSame(read('a:\n  - x\n  # comment\n\n  - "y, z"\n  -\nb:\n- 1\n- 2'), { a: ['x', 'y, z', null], b: [1, 2] })
  t.strictSame(read('a:\n  - x\n    - y\nb:\n  - k: v\nc: |\n  text: of\n  a block\nd:\n  e: f\ng: one\n  two\nh: 1'), { h: 1 })
  t.strictSame(read('a: 1\na: 2\n__proto__: x\nconstructor: y\nklíč s mezerou: z'), Object.fromEntries([['a', 2], ['__proto__', 'x'], ['constructor', 'y'], ['klíč s mezerou', 'z']]))
  t.equal(Object.getPrototypeOf(read('__proto__: [x]')), Object.prototype)
})

for (const [text, body, frontMatter] of [
  ['---\na: 1\n---\nbody', 'body', { a: 1 }],
  ['---\r\na: 1\r\n---\r\nbody\r\n', 'body\r\n', { a: 1 }],
  ['--- \na: 1\n...\nbody', 'body', { a: 1 }],
  ['---\n---\nbody\n---\n', 'body\n---\n', {}],
  ['---\na: 1\n---', '', { a: 1 }],
  ['---\na: 1\nbody', '---\na: 1\nbody', {}],
  ['---\nA rule, a text.\n---\nbody', '---\nA rule, a text.\n---\nbody', {}],
  ['\n---\na: 1\n---\n', '\n---\na: 1\n---\n', {}],
  ['----\na: 1\n---\n', '----\na: 1\n---\n', {}],
] as const) {
  test(`${JSON.stringify(text)} has its front matter and its text`, async t => {
    const { frontMatter: found, length } = readFrontMatter(text)
    t.strictSame(found, frontMatter)
    t.equal(text.slice(length), body)
  })
}

for (const [text, title] of [
  ['---\ntitle: "  Of\\n  mine "\n---\n# Heading', 'Of mine'],
  ['---\ntitle: 1984\n---\n', '1984'],
  ['---\ntitle: [a]\n---\n# Heading', 'Heading'],
  ['text\n\n## A heading ##\n\n# Another', 'A heading'],
  ['```\n# no\n~~~\n```\n#\n#no\n# Yes', 'Yes'],
  ['~~~~md\n```\n# no\n~~~\n# no\n~~~~\n   # Yes', 'Yes'],
  ['Underlined\n==========\n', 'Underlined'],
  ['====\ntext', 'my notes.v2'],
  ['\uFEFF# Behind a mark', 'Behind a mark'],
  ['# \u0000 no text', 'my notes.v2'],
  ['# ' + 'long '.repeat(100), 'long '.repeat(40).trim()],
  ['', 'my notes.v2'],
] as const) {
  test(`the title of ${JSON.stringify(text.slice(0, 40))}`, async t => t.equal(describe('a.b/my notes.v2.md', Buffer.from(text)).title, title))
}

test('long and hostile beginnings are read in a moment', async t => {
  for (const line of ['a' + ' '.repeat(16_000), '# ' + '# '.repeat(8000), 'k: [' + '"a", '.repeat(3000), 'k: ' + ' #'.repeat(8000), 'k: "' + '\\"'.repeat(8000), '---\n'.repeat(4000), 'k: ' + "''".repeat(8000), '- '.repeat(8000)]) {
    for (const text of [line, `---\n${line}\n---\n`]) t.ok(describe('x.md', Buffer.from(text)).title)
  }
})
