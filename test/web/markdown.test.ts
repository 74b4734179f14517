import { test } from 'tap'
import { lex } from '../../web/src/markdown/lexer.ts'
import { createSplitter } from '../../web/src/markdown/splitter.ts'

const rich = `# Title

A paragraph with **words** and $x^2$,
over two lines.

- one
- two
  - nested

    with a paragraph

1. first

| a | b |
| - | - |
| 1 | 2 |

> quoted
> on

\`\`\`ts
const a = 1

const b = 2
\`\`\`

$$
\\int x
$$

Setext
======

<details>
<summary>More</summary>
hidden
</details>

The [end][1].

[1]: https://example.org/
`

/** Types and texts of blocks, as they are drawn. */
const shapes = (blocks: { token: { type: string; raw: string } }[]) => blocks.map(({ token: { type, raw } }) => `${type}: ${raw.trimEnd()}`)

for (const step of [1, 3, 17, 1000]) {
  test(`a text that comes in pieces of ${step} characters ends as if it had come at once`, async t => {
    const split = createSplitter()
    for (let end = step; end < rich.length; end += step) split(rich.slice(0, end), true)
    t.same(shapes(split(rich, false)), shapes(createSplitter()(rich, false)))
  })
}

test('a text that stood still in the middle and goes on ends as if it had come at once', async t => {
  for (let end = 1; end < rich.length; end++) {
    const split = createSplitter()
    split(rich.slice(0, end), true)
    split(rich.slice(0, end), false)
    split(rich.slice(0, end + 1), true)
    t.same(shapes(split(rich, false)), shapes(createSplitter()(rich, false)), `stood still at ${end}`)
  }
})

test('while it grows nothing is lost and nothing comes twice', async t => {
  const split = createSplitter()
  for (let end = 1; end <= rich.length; end += 7) {
    const shown = split(rich.slice(0, end), true).map(({ token }) => token.raw).join('').replace(/\s/g, '')
    const written = rich.slice(0, end).replace(/\s/g, '')
    if (!written.includes('[1]:')) t.equal(shown, written)
  }
})

test('a block that was followed by another is the same object for ever', async t => {
  const split = createSplitter()
  const [first] = split('One.\n\nTwo.\n\nThr', true)
  const [again] = split('One.\n\nTwo.\n\nThree.\n\nFour', true)
  t.equal(again, first)
  t.equal(split('One.\n\nTwo.\n\nThree.\n\nFour', true).at(-1)?.isOpen, true)
})

test('a text that is replaced is read anew', async t => {
  const split = createSplitter()
  split('One.\n\nTwo.\n\nThree', true)
  t.same(shapes(split('Another.', true)), ['paragraph: Another.'])
})

test('a definition that comes late makes links of what came before', async t => {
  const split = createSplitter()
  split('See [here][1].\n\nMore.\n\n', true)
  const [first] = split('See [here][1].\n\nMore.\n\n[1]: https://example.org/\n', false)
  t.ok(JSON.stringify(first?.token).includes('"type":"link"'))
})

const formulas: [string, string | undefined][] = [
  ['costs $5 and $6 today', undefined],
  ['from $5-$10', undefined],
  ['is $x$ here', 'x'],
  ['is $a_b \\$ c$ here', 'a_b \\$ c'],
  ['is \\(x + y\\) here', 'x + y'],
  ['is $$x$$ here', 'x'],
  ['`$x$`', undefined],
]
for (const [text, tex] of formulas) {
  test(`${text} ${tex === undefined ? 'has no formula' : `has the formula ${tex}`}`, async t => {
    const found = JSON.stringify(lex(text).tokens).match(/"mathInline","raw":"[^"]*","tex":"((?:\\.|[^"\\])*)"/)?.[1]
    t.equal(found === undefined ? undefined : JSON.parse(`"${found}"`), tex)
  })
}

test('a hundred kilobytes that grow cost little for each piece', async t => {
  const split = createSplitter()
  const long = rich.repeat(200)
  const read: number[] = []
  for (let end = 0; end < long.length; end += 400) read.push(split(long.slice(0, end), true).filter(({ isOpen }) => isOpen).reduce((sum, { token }) => sum + token.raw.length, 0))
  t.ok(Math.max(...read) < 1000, 'only the last block is read again')
})
