// What may go wrong with a provider, each as its kind words it.
import { garbage, htmlError, type Reply } from '../helpers/replay-upstream.ts'
import type { Way } from '../helpers/two-paths.ts'

type Scene = { way: Way; isStream: boolean; texts: readonly string[] }

const good = ({ way, isStream, texts }: Scene, behaviour: object = {}): Reply =>
  isStream ? way.stream(texts, behaviour) : way.whole(texts.join(''), behaviour)

const lengthOf = (scene: Scene): number => good(scene).body!.length
/** Where the first words have come, and the end has not. */
const midway = (scene: Scene): number => Math.floor(lengthOf(scene) * 0.7)
const forEver = 600_000

/** By name. A broken one may still have told what it will bill. */
export const troubles: Record<string, (scene: Scene) => Reply> = {
  'cut before a byte': () => ({ raw: Buffer.alloc(0) }),
  'cut in the head': scene => good(scene, { cutAfter: 10 }),
  'cut midway': scene => good(scene, { cutAfter: midway(scene) }),
  'ended midway': scene => good(scene, { endAfter: midway(scene) }),
  'stalled before a byte': scene => good(scene, { delayMs: forEver }),
  'stalled in the head': scene => good(scene, { stallAfter: 10 }),
  'stalled midway': scene => good(scene, { stallAfter: midway(scene) }),
  '429 with a time': ({ way }) => way.error(429, 'slow down', { headers: { 'retry-after-ms': '150' } }),
  '429 without': ({ way }) => way.error(429, 'slow down'),
  500: ({ way }) => way.error(500, 'it broke'),
  503: ({ way }) => way.error(503, 'loading'),
  401: ({ way }) => way.error(401, 'who are you'),
  'a page': () => htmlError(502),
  'a page with 200': () => htmlError(200),
  'an error inside a 200': ({ way, isStream }) => isStream ? way.brokenStream([], 'out of memory') : way.error(200, 'out of memory'),
  'an error after the first words': ({ way, isStream, texts }) => isStream ? way.brokenStream(texts.slice(0, 2), 'out of memory') : way.error(200, 'out of memory'),
  garbage: () => garbage(),
}

export const answer = good
