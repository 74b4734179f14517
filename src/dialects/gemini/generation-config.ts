import type { ChatParams, ChatRequest } from '../../core/chat.ts'
import { isObject, list, others, text, type Wire } from '../wire.ts'
import { camel } from './field-names.ts'
import type { Losses } from './losses.ts'
import { generationOf } from './model-name.ts'
import { readForm } from './output-form.ts'
import { writeThinking } from './thinking.ts'

/** Settings that are the same, some under another name. */
const plain = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  maxOutputTokens: 'maxOutputTokens',
  seed: 'seed',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
  candidateCount: 'n',
  responseLogprobs: 'logprobs',
  logprobs: 'topLogprobs',
} as const satisfies Record<string, keyof ChatParams>

const plainNames = Object.keys(plain) as (keyof typeof plain)[] // its own keys

/** Writes sampling, limits and thinking, and what a client says in Gemini's own words. */
export function writeGenerationConfig ({ params, model, extras }: ChatRequest, losses: Losses): Wire {
  const config: Wire = {}
  for (const name of plainNames) if (params[plain[name]] !== undefined) config[name] = params[plain[name]]
  if (params.logprobs !== true) delete config['logprobs']
  if (params.stop !== undefined && params.stop.length > 0) config['stopSequences'] = params.stop
  limit(config, model, losses)
  const own: Wire = isObject(extras['generationConfig']) ? extras['generationConfig'] : {}
  const thinking = own['thinkingConfig'] === undefined ? writeThinking(params, model, losses) : undefined
  return { ...config, ...(thinking !== undefined && { thinkingConfig: thinking }), ...own }
}

/** The least and the most that Google takes. */
const limit = (config: Wire, model: string, { warnings, drop }: Losses): void => {
  const { candidateCount: answers, stopSequences: stops, seed } = config
  if (answers > 8) {
    config['candidateCount'] = 8
    warnings.push({ param: 'n', action: 'clamped', detail: '1..8' })
  }
  if (stops?.length > 5) {
    config['stopSequences'] = stops.slice(0, 5)
    warnings.push({ param: 'stop', action: 'clamped', detail: 'five texts' })
  }
  if (seed !== undefined && seed !== (seed | 0)) {
    config['seed'] = seed | 0
    warnings.push({ param: 'seed', action: 'clamped', detail: '32 bits' })
  }
  // From 2.5 on every model answers a penalty with 400.
  if ((generationOf(model) ?? 0) < 2.5) return
  for (const [name, param] of [['presencePenalty', 'presence_penalty'], ['frequencyPenalty', 'frequency_penalty']] as const) {
    if (config[name]) drop(param)
    delete config[name]
  }
}

const readFields = new Set([...plainNames, 'stopSequences', 'responseMimeType', 'responseSchema', 'responseJsonSchema', 'thinkingConfig'])

/** Reads the settings. What has no canonical slot is returned beside them, by its name. */
export function readGenerationConfig (wire: unknown): { params: ChatParams; rest: Wire } {
  const config = camel(wire)
  const params: Wire = {}
  for (const name of plainNames) if (config[name] !== undefined && config[name] !== null) params[plain[name]] = config[name]
  const stop = list(config['stopSequences'])
  if (stop.length > 0) params['stop'] = stop
  const form = readForm(config)
  if (form.format !== undefined) params['responseFormat'] = form.format
  const thinking = readThinking(config['thinkingConfig'])
  return {
    params: { ...params, ...thinking.params } as ChatParams, // each field has its name from the table
    rest: { ...others(config, readFields), ...form.rest, ...(thinking.isOwn && { thinkingConfig: config['thinkingConfig'] }) },
  }
}

/** `isOwn`: only Gemini understands it, such as a budget of -1, which leaves it to the model. */
const readThinking = (wire: unknown): { params: ChatParams; isOwn: boolean } => {
  const { thinkingLevel: level, thinkingBudget: budget, ...rest } = camel(wire)
  const params: ChatParams = {
    ...(text(level) !== undefined && { reasoningEffort: String(level).toLowerCase() }),
    ...(budget >= 0 && { reasoningBudget: budget }),
  }
  return { params, isOwn: budget < 0 || (level === undefined && budget === undefined && Object.keys(rest).length > 0) }
}
