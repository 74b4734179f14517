// What a soak says in the end: whether it leaks, whether it adds up, and the figures.
import { slopeOf } from './watch.mjs'

/** Growth is told apart from noise at so many standard errors. */
const certainty = 2
/** What a thing done may leave behind, in bytes; of the resident memory more, because it is given back late and in lumps. */
const mayStay = { heap: 50, rss: 500 }
/** Until caches are full and everything is compiled memory grows; what was shorter is not judged by it. */
const longEnough = 600
/** So many more of a kind of object may live in the end: what answers the question itself, and what is kept for a while. */
const mayLive = count => Math.max(50, count * 0.1)

const growthOf = ({ samples, ran }, figure) => {
  const half = samples.filter(({ seconds }) => seconds >= ran.seconds / 2)
  const { slope, error, mean } = slopeOf(half, figure)
  const perThing = 2 ** 20 / (ran.done / ran.seconds * 60)
  return { slope, error, mean, bytes: slope * perThing, surelyBytes: (slope - certainty * error) * perThing }
}

/** Each `{ what, is, isRight }`. */
export const judge = result => {
  const { start, end, before, after, books } = result
  const memory = ['heap', 'rss'].map(figure => {
    const { bytes, surelyBytes } = growthOf(result, figure)
    const isShort = result.ran.seconds < longEnough
    return { what: `${figure === 'heap' ? 'heap after collection' : 'resident memory'}: bytes that a thing done leaves, at least for certain`, is: `${bytes.toFixed(0)}, ${surelyBytes.toFixed(0)} (${isShort ? `not judged below ${longEnough / 60} minutes` : `at the most ${mayStay[figure]}`})`, isRight: isShort || surelyBytes <= mayStay[figure] }
  })
  const objects = Object.entries(after.objects).map(([name, count]) => ({ what: `${name} alive when idle, after the load and before it`, is: `${count}, ${before.objects[name]}`, isRight: count <= before.objects[name] + mayLive(before.objects[name]) }))
  return [
    ...memory,
    { what: 'descriptors at the end, at the start', is: `${end.descriptors}, ${start.descriptors}`, isRight: end.descriptors <= start.descriptors },
    { what: 'listeners of the process, after and before', is: `${after.listeners}, ${before.listeners}`, isRight: after.listeners <= before.listeners },
    { what: 'active timers when idle, after the load and before it', is: `${after.resources.Timeout ?? 0}, ${before.resources.Timeout ?? 0}`, isRight: (after.resources.Timeout ?? 0) <= (before.resources.Timeout ?? 0) },
    ...objects,
    ...books.map(({ what, ledger, provider, isRight }) => ({ what: `${what}: ledger, provider`, is: `${number(ledger)}, ${number(provider)}`, isRight })),
  ]
}

export const writeSoak = (result, verdicts) => {
  const { at, rate, ran, samples, counts, leftOut, fates } = result
  const peak = figure => Math.max(...samples.map(sample => sample[figure]))
  const growth = ['rss', 'heap', 'external'].map(figure => [figure, growthOf(result, figure)])
  const rows = (head, cells) => [head, head.map(() => '---'), ...cells].map(row => `| ${row.join(' | ')} |`).join('\n')
  return `## Soak

\`npm run soak\` on ${at.toISOString().slice(0, 10)}: ${(ran.seconds / 60).toFixed(1)} minutes at ${rate.toFixed(0)} things a second, ${number(ran.done)} done, the server’s core ${(ran.cpu / ran.seconds * 100).toFixed(0)} % busy, Node ${process.version}.${leftOut > 0 ? ` ${number(leftOut)} more were left out because too much was running.` : ''}

${rows(['MB', 'mean of the second half', 'highest', 'grows a minute', '± (standard error)'], growth.map(([figure, { mean, slope, error }]) => [names[figure], mean.toFixed(1), peak(figure).toFixed(1), slope.toFixed(3), error.toFixed(3)]))}

${rows(['what', 'is', ''], verdicts.map(({ what, is, isRight }) => [what, is, isRight ? 'right' : '**wrong**']))}

Done: ${list(counts, name => name !== 'done')}.

The provider: ${list(fates)}.`
}

const names = { rss: 'resident', heap: 'heap after collection', external: 'outside of the heap' }
const number = value => value.toLocaleString('en-US')
const list = (counts, isShown = () => true) => Object.entries(counts).filter(([name]) => isShown(name)).toSorted(([, left], [, right]) => right - left).map(([name, count]) => `${name} ${number(count)}`).join('; ')
