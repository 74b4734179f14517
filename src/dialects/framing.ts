import type { CreateFramer } from '../core/dialect.ts'
import { GatewayError } from '../core/errors.ts'
import { FrameLimitError } from '../lib/line-buffer.ts'
import { createNdjsonFramer } from '../lib/ndjson.ts'
import { createSseFramer } from '../lib/sse.ts'

/** A broken frame in the house's own terms. */
export const frameTooLarge = (cause?: unknown): GatewayError =>
  new GatewayError('upstream_bad_response', 'The provider sent a stream event that is too large to read.', { cause })

const guarded = (createFramer: CreateFramer): CreateFramer => () => {
  const read = createFramer()
  return bytes => {
    try {
      return read(bytes)
    } catch (thrown) {
      throw thrown instanceof FrameLimitError ? frameTooLarge(thrown) : thrown
    }
  }
}

/** Server-sent events; a frame past the limit is a GatewayError `upstream_bad_response`. */
export const createSseFrames: CreateFramer = guarded(createSseFramer)

/** Lines of JSON; a frame past the limit is a GatewayError `upstream_bad_response`. */
export const createNdjsonFrames: CreateFramer = guarded(createNdjsonFramer)
