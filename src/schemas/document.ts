import { type Static, Type } from '@sinclair/typebox'
import { NextCursor, Timestamp } from './common.ts'
import { ref, StringEnum } from './type.ts'

export const DocumentKind = StringEnum(['document', 'prompt'], { description: '`prompt`: a system prompt to choose, said by `kind: prompt` in its front matter.', examples: ['document'] })

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])

export const FrontMatter = Type.Object({}, {
  $id: 'FrontMatter',
  additionalProperties: Type.Union([Scalar, Type.Array(Scalar)]),
  description: 'What stands between `---` and `---` at the beginning of a document: values and lists of values by name. What is beyond that is left out.',
  examples: [{ title: 'Tone of voice', tags: ['writing', 'brand'], draft: false }],
})
export const Document = Type.Object({
  path: Type.String({ description: 'Where it lies in the folder of documents, with slashes.', examples: ['guides/tone.md'] }),
  title: Type.String({ description: 'Of its front matter, else its first heading, else the name of the file.', examples: ['Tone of voice'] }),
  kind: DocumentKind,
  frontMatter: ref(FrontMatter),
  size: Type.Integer({ description: 'Of the file, in bytes.', examples: [1820] }),
  modifiedAt: Timestamp('When the file was last written.'),
}, { $id: 'Document', additionalProperties: false, description: 'A Markdown file of the library.' })
export type Document = Static<typeof Document>

export const DocumentWithContent = Type.Object({
  ...Document.properties,
  content: Type.String({ description: 'Its Markdown, without the front matter.', examples: ['# Tone of voice\n\nShort sentences.'] }),
}, { $id: 'DocumentWithContent', additionalProperties: false, description: 'A document and what is in it.' })
export type DocumentWithContent = Static<typeof DocumentWithContent>

export const DocumentPage = Type.Object({ data: Type.Array(ref(Document)), nextCursor: NextCursor },
  { $id: 'DocumentPage', additionalProperties: false, description: 'Documents by path.' })
export type DocumentPage = Static<typeof DocumentPage>
