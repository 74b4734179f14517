/** What a system prompt may name in double braces. Times are UTC. */
export const promptVariables = ['date', 'time', 'datetime', 'weekday', 'model', 'provider', 'user'] as const
export type PromptVariable = typeof promptVariables[number]

const braces = /\{\{\s*(\w+)\s*\}\}/g

const isVariable = (name: string): name is PromptVariable => (promptVariables as readonly string[]).includes(name)

/** Puts a value in the place of each variable. Whatever else stands in braces is text. */
export const fillPrompt = (template: string, valueOf: (variable: PromptVariable) => string): string =>
  template.replace(braces, (whole, name: string) => isVariable(name) ? valueOf(name) : whole)

/** What looks like a variable and is none, as it is written: most likely a slip, told when the prompt is saved. */
export const strayVariables = (template: string): string[] =>
  [...template.matchAll(braces)].filter(([, name = '']) => !isVariable(name)).map(([whole]) => whole)

/** Every variable, as the end of a sentence. */
export const sayVariables = (): string => promptVariables.map(name => `{{${name}}}`).join(', ')
