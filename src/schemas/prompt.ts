// What a system prompt may name, for whoever checks one before it is used.
export { sayVariables, strayVariables } from '../core/prompt.ts'
