import type { ChatParams, Warning } from '../../core/chat.ts'
import { isObject, list, type Wire } from '../wire.ts'

const jsonOnly = 'Answer with one JSON object and nothing else: no introduction, no Markdown.'

/** A schema for the answer goes to `output_config`; JSON without one, which Anthropic does not have, is asked for in words. */
export function writeOutputFormat (format: ChatParams['responseFormat'], body: Wire, warnings: Warning[]): void {
  if (format === undefined || format.type === 'text') return
  if (format.type === 'json') {
    body['system'] = [...list(body['system']), { type: 'text', text: jsonOnly }]
    warnings.push({ param: 'response_format', action: 'emulated', detail: 'asked for in words' })
    return
  }
  body['output_config'] = { ...body['output_config'], format: { type: 'json_schema', schema: closeObjects(format.schema) } }
  warnings.push({ param: 'response_format', action: 'renamed', detail: 'output_config.format' })
}

/** Anthropic refuses a schema whose objects are open. */
const closeObjects = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closeObjects)
  if (!isObject(schema)) return schema
  const closed: Wire = {}
  for (const key in schema) closed[key] = key === 'enum' || key === 'const' || key === 'default' || key === 'examples' ? schema[key] : closeObjects(schema[key])
  if (closed['type'] === 'object' && closed['additionalProperties'] !== false) closed['additionalProperties'] = false
  return closed
}
