/** One line of a scrape. */
export type Measured = { name: string; labels: Record<string, string>; value: number }
export type Scrape = { types: Map<string, string>; samples: Measured[]; /** The sum of the samples whose labels fit; undefined when none does. */ value(name: string, labels?: Record<string, string>): number | undefined }

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const pair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy

/** Reads the text format of Prometheus line by line. Throws at the first that is not of it. */
export function readScrape (text: string): Scrape {
  if (!text.endsWith('\n')) throw new Error('a scrape ends with the end of a line')
  const types = new Map<string, string>()
  const samples: Measured[] = []
  for (const row of text.slice(0, -1).split('\n')) {
    if (row === '' || row.startsWith('# HELP ')) continue
    const [, typed, type] = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(row) ?? []
    if (typed !== undefined) {
      if (types.has(typed)) throw new Error(`${typed} is told twice`)
      types.set(typed, type!)
      continue
    }
    const [, name, labels = '', value] = line.exec(row) ?? []
    if (name === undefined) throw new Error(`this is no line of a scrape: ${row}`)
    if (Number.isNaN(readNumber(value!)) && value !== 'NaN') throw new Error(`this is no number: ${row}`)
    if (!types.has(name) && !types.has(name.replace(/_(bucket|sum|count)$/, ''))) throw new Error(`the type of ${name} is not told before it`)
    const read = [...labels.matchAll(pair)]
    if (read.map(([whole]) => whole).join('') !== labels) throw new Error(`these are no labels: ${row}`)
    samples.push({ name, labels: Object.fromEntries(read.map(([, key, quoted]) => [key, quoted!.replace(/\\(.)/g, (_, escaped: string) => escaped === 'n' ? '\n' : escaped)])), value: readNumber(value!) })
  }
  return {
    types,
    samples,
    value (name, labels = {}) {
      const fitting = samples.filter(sample => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
      return fitting.length === 0 ? undefined : fitting.reduce((sum, { value }) => sum + value, 0)
    },
  }
}

const readNumber = (text: string): number => text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text)
