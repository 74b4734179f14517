// The matrix as the page that people read.
import { kinds } from '../../helpers/voices.ts'
import type { Row, Section } from './make-matrix.ts'
import type { Cell, Verdict } from './observe.ts'

/** What each word means; `lost` is never published. */
const legend: Record<Exclude<Verdict, 'lost'>, [word: string, meaning: string]> = {
  native: ['native', 'The provider speaks this dialect: what was asked and what is answered go through as they are.'],
  translated: ['translated', 'Put into the provider’s own words, and its answer back into the client’s.'],
  emulated: ['emulated', 'The provider has nothing of the kind; something that comes near is done instead, and said so.'],
  dropped: ['dropped', 'Left out, and said so.'],
  fetched: ['fetched', 'The provider takes no addresses: the server fetches what the address points to, if that is public, and sends it along.'],
  refused: ['refused', 'Answered with an error that names the field: without it the request would mean something else.'],
  unable: ['–', 'The provider’s own protocol has no word for it.'],
}

const titles: Record<string, string> = {
  'openai-chat': 'OpenAI’s chat completions',
  'anthropic-messages': 'Anthropic’s messages',
  'openai-responses': 'OpenAI’s responses',
  'openai-embeddings': 'OpenAI’s embeddings',
  'anthropic-count-tokens': 'Counting tokens as Anthropic does',
}

const introduction = `# Conformance

Which feature works at which door over which kind of provider. Each cell is the outcome of a run: a request at the door of a real server, in front of a provider of that kind played after its vendor’s documentation; what reached the provider, what came back and what was warned of decide the word. Made by \`npm run conformance\`; a test fails when this page is stale or when anything is lost without a word.

What is said so is said in the header \`x-parlance-warnings\` and on the receipt; with \`x-strict: true\` it is an error instead. Whether a model can do what its provider’s protocol can say is another matter. The kind \`demo\` answers by itself and has no column.
`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

const wordOf = ({ verdict }: Cell): string => verdict === 'lost' ? '**lost**' : legend[verdict][0]

/** What was said about a cell, where it tells more than its word. */
const remarkOf = ({ verdict, note = '' }: Cell): string | undefined =>
  verdict === 'emulated' ? /\((.*)\)$/.exec(note)?.[1] : verdict === 'refused' ? note.replace(/^\S+: /, '').replace(/\.$/, '') : undefined

/** Remarks that are the same for several providers are made once. */
const remarks = ({ feature, cells }: Row): string[] => {
  const said = new Map<string, string[]>()
  for (const kind of kinds) {
    const remark = remarkOf(cells[kind])
    if (remark !== undefined) said.set(remark, [...said.get(remark) ?? [], `\`${kind}\``])
  }
  return [...said].map(([remark, at]) => `- ${feature}, ${at.join(', ')}: ${remark}`)
}

const renderSection = ({ dialect, path, rows }: Section): string => {
  const notes = rows.flatMap(remarks)
  return [
    `## ${titles[dialect] ?? dialect}`,
    `\`POST ${path}\``,
    table(['', ...kinds.map(kind => `\`${kind}\``)], rows.map(({ feature, cells }) => [feature, ...kinds.map(kind => wordOf(cells[kind]))])),
    ...notes.length > 0 ? [notes.join('\n')] : [],
  ].join('\n\n')
}

export const renderMatrix = (sections: readonly Section[]): string => [
  introduction,
  table(['word', 'meaning'], Object.values(legend).map(([word, meaning]) => [word, meaning])),
  '',
  sections.map(renderSection).join('\n\n'),
  '',
].join('\n')
