/** One unit of an upstream stream after framing: a server-sent event or an NDJSON line. */
export type Frame = { event?: string; data: string }
