import { ParlanceError } from './errors.ts'

/**
 * Fills the parameters of an operation's path. What would address something else than was meant, such as an empty id, is
 * refused here: a URL drops such steps, and the list or its parent would answer.
 */
export const writePath = (path: string, params: Record<string, unknown>): string =>
  path.replace(/\{(\w+)\}/g, (_hole, name: string) => writeParam(name, String(params[name] ?? '')))

function writeParam (name: string, value: string): string {
  if (isLost(value)) throw new ParlanceError(`\`${name}\` must not be ${JSON.stringify(value)}.`, { code: 'invalid_request', param: name })
  // Model ids hold slashes, which proxies like better as they are.
  const steps = value.split('/')
  return name === 'model' && !steps.some(isLost) ? steps.map(encodeURIComponent).join('/') : encodeURIComponent(value)
}

/** Steps that a URL drops. */
const isLost = (step: string): boolean => step === '' || step === '.' || step === '..'
