import { failures, isFailure, type FailureName } from './failures.ts'

/** What the words in a prompt ask for. */
export type Directions = {
  /** Tokens of text, exactly. */
  length?: number
  /** Milliseconds between tokens of a stream. */
  delayMs: number
  /** Milliseconds before the first token. */
  waitMs: number
  wantsReasoning: boolean
  /** A tool by name, or the first one. */
  tool?: string | true
  /** So many calls at once. */
  toolCount?: number
  style?: 'refuse' | 'json' | 'markdown' | 'image' | 'echo' | 'empty'
  /** Fails before anything is answered. */
  fail?: FailureName
  /** Goes wrong half-way. */
  breaks?: 'midstream' | 'cut' | 'stall'
}

/** One steering word. `apply` gets what follows it in the brackets and returns nothing when it cannot use that: then the word is ordinary text. */
type Word = { form: string; effect: string; apply(argument: string): Partial<Directions> | undefined }

const number = (argument: string, max: number): number | undefined =>
  /^\d{1,6}$/.test(argument) && Number(argument) <= max ? Number(argument) : undefined

const flag = (directions: Partial<Directions>) => (argument: string) => argument === '' ? directions : undefined

const limits = { length: 20_000, delay: 60_000, wait: 600_000, tools: 16 } as const

/** Every word the demo provider obeys. The table in docs/demo-provider.md is made from this one. */
export const words = {
  length: {
    form: '[length 200]',
    effect: `Answers with exactly so many tokens (up to ${limits.length}).`,
    apply (argument) { const length = number(argument, limits.length); return length === undefined ? undefined : { length } },
  },
  delay: {
    form: '[delay 50]',
    effect: 'Streams with so many milliseconds between tokens; 0 is as fast as possible. Without it: 15.',
    apply (argument) { const delayMs = number(argument, limits.delay); return delayMs === undefined ? undefined : { delayMs } },
  },
  wait: {
    form: '[wait 3000]',
    effect: 'Says nothing for so many milliseconds before the first token, or before a whole answer.',
    apply (argument) { const waitMs = number(argument, limits.wait); return waitMs === undefined ? undefined : { waitMs } },
  },
  reasoning: {
    form: '[reasoning]',
    effect: 'Thinks first: `reasoning_content` comes before the text. The model `parlance-reasoning` always does.',
    apply: flag({ wantsReasoning: true }),
  },
  tool: {
    form: '[tool]` or `[tool get_weather]',
    effect: 'Calls the first tool of the request, or the one named, with arguments made from its JSON schema. It also calls a tool by itself when the prompt mentions what the tool’s name says.',
    apply: argument => ({ tool: argument === '' ? true : argument }),
  },
  tools: {
    form: '[tools 2]',
    effect: 'Calls so many tools at once, in the order of the request and round again.',
    apply (argument) { const toolCount = number(argument, limits.tools); return toolCount === undefined || toolCount === 0 ? undefined : { toolCount } },
  },
  refuse: { form: '[refuse]', effect: 'Refuses: the answer is in `refusal`, not in `content`.', apply: flag({ style: 'refuse' }) },
  json: { form: '[json]', effect: 'Answers with a JSON object, as `response_format` makes it do too.', apply: flag({ style: 'json' }) },
  markdown: { form: '[markdown]', effect: 'Answers with every kind of Markdown: headings, lists, a table, code, a quote, links.', apply: flag({ style: 'markdown' }) },
  image: { form: '[image]', effect: 'Answers with a picture, as a Markdown image in a data URL.', apply: flag({ style: 'image' }) },
  echo: { form: '[echo]', effect: 'Answers with your message, without the words in brackets.', apply: flag({ style: 'echo' }) },
  empty: { form: '[empty]', effect: 'Answers properly, with no text at all.', apply: flag({ style: 'empty' }) },
  fail: {
    form: `[fail ${Object.keys(failures).join('|')}]`,
    effect: 'Fails before the answer begins, the way a provider with that trouble does.',
    apply: argument => isFailure(argument) ? { fail: argument } : undefined,
  },
  'fail midstream': { form: '[fail midstream]', effect: 'Begins to stream, then reports an error in the stream. A whole answer is an error with status 200.', apply: flag({ breaks: 'midstream' }) },
  cut: { form: '[cut]', effect: 'Begins to answer, then the connection breaks.', apply: flag({ breaks: 'cut' }) },
  stall: { form: '[stall]', effect: 'Begins to answer, then says nothing more until you or a time limit cancel.', apply: flag({ breaks: 'stall' }) },
} as const satisfies Record<string, Word>

// `[json](https://…)` is a Markdown link and no word; one between backticks is quoted, as in our own answers, which come back when a chat is given its title.
const pattern = /(?<!`)\[([a-z]+)(?: ([^\]\n]{1,64}))?\](?![(`])/gi

const byName = new Map<string, Word>(Object.entries(words))

const lookUp = (name: string, argument: string): Partial<Directions> | undefined =>
  byName.get(`${name} ${argument}`)?.apply('') ?? byName.get(name)?.apply(argument)

/** Reads the words in a prompt; a later word wins. `rest` is the prompt without the words that were obeyed. */
export function readWords (prompt: string): { directions: Directions; rest: string } {
  const directions: Directions = { delayMs: 15, waitMs: 0, wantsReasoning: false }
  const rest = prompt.replace(pattern, (match, name: string, argument: string = '') => {
    const change = lookUp(name.toLowerCase(), argument.trim())
    if (change === undefined) return match
    Object.assign(directions, change)
    return ''
  })
  return { directions, rest: rest.replace(/[ \t]{2,}/g, ' ').trim() }
}
