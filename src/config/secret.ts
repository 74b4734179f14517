import { inspect } from 'node:util'

/** A value that says `[secret]` wherever it is printed, logged or serialised. Only `reveal` tells it. */
export type Secret = { reveal(): string }

export const createSecret = (value: string): Secret => {
  const hide = () => '[secret]'
  return Object.freeze({ reveal: () => value, toString: hide, toJSON: hide, [inspect.custom]: hide })
}
