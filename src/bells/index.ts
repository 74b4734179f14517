// Tells the instances that share a database what has changed, so that none of them goes by what it remembers.
export { createLocalBells } from './local-bells.ts'
export { createRedisBells, type RedisBellsOptions } from './redis-bells.ts'
