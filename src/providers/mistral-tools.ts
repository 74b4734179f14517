import { isObject, list } from '../dialects/wire.ts'
import type { Warn } from './mistral-messages.ts'

const noParameters = { type: 'object', properties: {} }

/** Tools as Mistral takes them: a schema of the arguments always, and no field that it does not know. What is no function stays as it is. */
export const writeTools = (tools: unknown, warn: Warn): unknown[] => list(tools).map(tool => {
  if (!isObject(tool?.function)) return tool
  const { name, description, parameters, strict, cache_control: mark = tool.cache_control } = tool.function
  if (mark) warn('cache_control', 'dropped')
  return {
    type: 'function',
    function: {
      name,
      ...(typeof description === 'string' && { description }),
      parameters: isObject(parameters) ? parameters : noParameters,
      ...(typeof strict === 'boolean' && { strict }),
    },
  }
})
