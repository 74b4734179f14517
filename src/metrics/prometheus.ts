import type { Family, Labels } from './family.ts'

/** The text format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const writePrometheus = (families: readonly Family[]): string => families.map(writeFamily).join('')

const writeFamily = (family: Family): string => {
  const head = `# HELP ${family.name} ${family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${family.name} ${family.type}\n`
  if (family.type !== 'histogram') return head + family.samples.map(({ labels, value }) => `${family.name}${writeLabels(labels)} ${value}\n`).join('')
  const { name, bounds } = family
  return head + family.samples.map(({ labels, distribution: { counts, sum, count } }) => {
    const written = writeLabels(labels)
    const bucket = `${name}_bucket${written === '' ? '{' : `${written.slice(0, -1)},`}le="`
    let below = 0
    let text = ''
    for (const [at, inside] of counts.entries()) {
      below += inside
      text += `${bucket}${at === bounds.length ? '+Inf' : bounds[at]}"} ${below}\n`
    }
    return `${text}${name}_sum${written} ${sum}\n${name}_count${written} ${count}\n`
  }).join('')
}

const writeLabels = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escape = (value: string): string => !/[\\"\n]/.test(value) ? value : value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
