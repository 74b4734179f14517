// Turns the environment into one frozen, typed Config, and says in one line what is wrong with it.
export { Environment, type Setting, settings } from './environment.ts'
export { ConfigError, describeTakes } from './error.ts'
export { readPairs } from './formats.ts'
export { loadSecrets, type Secrets } from './load-secrets.ts'
export { type Config, type RawEnvironment, assertWorkers, readConfig } from './read-config.ts'
export { createSecret, type Secret } from './secret.ts'
