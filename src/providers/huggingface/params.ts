import type { ParamRules } from '../../core/provider.ts'
import { isObject, type Wire } from '../../dialects/wire.ts'

/**
 * Text-generation-inference looks for a schema in `value`, and wants one for plain JSON too. Other servers that an endpoint
 * may run look where OpenAI has it, so both are told. https://huggingface.co/docs/text-generation-inference/conceptual/guidance
 */
const withValue = (format: unknown): unknown => {
  if (!isObject(format) || format['value'] !== undefined) return format
  const { type, json_schema: json }: Wire = format
  if (type === 'json_object') return { ...format, value: { type: 'object' } }
  return type === 'json_schema' && isObject(json) ? { ...format, value: { name: json['name'], schema: json['schema'] } } : format
}

/** What an endpoint of one's own may run is not known; these are right for all of it. */
export const endpointParams: ParamRules = {
  // Text-generation-inference passes over the newer name.
  max_completion_tokens: { rule: 'rename', to: 'max_tokens' },
  stop: { rule: 'reword', reword: stop => typeof stop === 'string' ? [stop] : stop },
  response_format: { rule: 'reword', reword: withValue },
}
