/** Every kind of Markdown that a chat has to render. */
export const markdown = `# A heading

Some **bold**, some *italic*, some ~~struck~~, some \`code\`, and a [link](https://example.com/).

## A second heading

1. first
2. second
   - nested
   - nested again
3. third

- [x] done
- [ ] to do

| provider | speaks | price |
| --- | :---: | ---: |
| demo | OpenAI chat | $0.00 |
| yours | anything | it depends |

> A quote,
> over two lines.

\`\`\`ts
// Markup in code must stay text: <script>alert(1)</script>
export const greet = (name: string): string => \`Hello, \${name}!\`
\`\`\`

Inline mathematics: $e^{i\\pi} + 1 = 0$. Emoji: 😀👩‍👩‍👧. Right to left: שלום. Chinese: 你好.

---

The end.`

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120"><rect width="240" height="120" rx="12" fill="#2b6cb0"/><text x="120" y="68" font-family="sans-serif" font-size="24" fill="#fff" text-anchor="middle">Parlance</text></svg>'

/** A picture that needs no network. */
export const image = `Here is a picture:\n\n![The word Parlance on a blue card](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})\n\nIt is part of the answer itself; nothing was fetched.`
