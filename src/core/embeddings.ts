import type { Usage } from './chat.ts'

/** A request for vectors as the house understands it. Inputs are texts or tokens. */
export type EmbeddingRequest = {
  model: string
  inputs: (string | number[])[]
  dimensions?: number
  user?: string
  /** Fields without a slot, by their wire name. */
  extras: Record<string, unknown>
}

/** Vectors in the order of the inputs: numbers, or little-endian 32-bit floats in base64, whichever the provider sent. */
export type EmbeddingResponse = {
  model: string
  vectors: (number[] | string)[]
  usage?: Usage
  extra?: Record<string, unknown>
}
