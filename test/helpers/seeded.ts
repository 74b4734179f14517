// The same cases in every run, so that a run says something of the code and nothing of luck. FUZZ_SEED tries others; `random` any.
import fc from 'fast-check'

const wanted = process.env['FUZZ_SEED'] ?? '20261121'
/** Undefined: any. */
export const seed = wanted === 'random' ? undefined : Number(wanted)
if (seed !== undefined) fc.configureGlobal({ seed })
