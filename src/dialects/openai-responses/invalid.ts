import { GatewayError } from '../../core/errors.ts'

/** A request that the schema let through and that cannot be understood all the same. */
export const invalid = (param: string, what: string): GatewayError => new GatewayError('invalid_request', `${param} ${what}.`, { param })
