// What can be asked of a model and what it can answer: one row of the matrix each.
import type { Question, Special, Told } from '../../helpers/doors.ts'
import { cachedTokens, calls, texts, thoughtTokens } from '../../helpers/answering-upstream.ts'
import type { Ability, Asked } from '../../helpers/voices/voice.ts'

/** Everything that one run shows: what the provider heard, last, and what the client was told, first and last. */
export type Observed = { asked: Asked | undefined; told: Told; first: Told }

export type Feature = {
  name: string
  question: Partial<Question>
  /** What the door must have words for, beyond the question. */
  takes?: Special
  /** What the provider's own protocol must have a word for. */
  needs?: Ability
  /** The calls of the first answer are carried out and the conversation goes on. */
  goesOn?: { isError?: true }
  /** Whether it came through. */
  holds(observed: Observed): boolean
  /** The names of warnings that are about it. */
  param?: RegExp
}

const weather = { name: 'get_weather', description: 'The weather in a city.', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }
const schema = { name: 'weather', schema: { type: 'object', properties: { city: { type: 'string' }, degrees: { type: 'number' } }, required: ['city', 'degrees'], additionalProperties: false } }
const picture = 'iVBORw0KGgo='

/** Nobody is there: who is to fetch it can be told from the failure. */
export const nowhere = 'http://127.0.0.1:1/cat.png'

/** A part of a message as a whole, not a field of it. */
const wholePart = /\]$/

const answer = ({ told }: Observed) => told.choices[0]
const heard = (look: (asked: Asked) => unknown) => ({ asked }: Observed): boolean => asked !== undefined && Boolean(look(asked))
const hasCity = ({ properties }: any = {}): boolean => /string/i.test(properties?.city?.type)

/** A setting that is a number or a text, heard as it was asked. */
const setting = <K extends keyof Question & keyof Asked>(name: string, key: K, value: NonNullable<Question[K]>, param: RegExp): Feature => ({
  name, question: { [key]: value }, param, holds: heard(asked => JSON.stringify(asked[key]) === JSON.stringify(value)),
})

export const features: readonly Feature[] = [
  { name: 'text', question: {}, holds: one => answer(one)?.text === texts.plain && answer(one)?.finish_reason === 'stop' },
  { name: 'streaming', question: { stream: true }, holds: one => answer(one)?.text === texts.plain && one.asked?.isStream === true },
  { name: 'usage, streamed too', question: { stream: true }, holds: ({ told }) => told.tokens?.prompt === 11 && told.tokens.completion === 7 },
  { name: 'system prompt', question: { system: 'Be brief.' }, holds: heard(({ system }) => system === 'Be brief.'), param: /system|^messages\[0\]|^input/ },
  { name: 'image, inline', question: { image: { data: picture, mediaType: 'image/png' } }, holds: heard(({ images: [image] }) => image && 'data' in image && image.data === picture), param: wholePart },
  { name: 'image, by address', question: { image: { url: nowhere } }, holds: heard(({ images: [image] }) => image && 'url' in image && image.url === nowhere), param: wholePart },
  { name: 'PDF, inline', question: { file: { data: 'JVBERi0=', mediaType: 'application/pdf', name: 'a.pdf' } }, holds: heard(({ files: [file] }) => file && 'data' in file && file.data === 'JVBERi0='), param: wholePart },

  { name: 'tools', question: { tools: [weather] }, holds: heard(({ tools: [tool] }) => tool?.name === weather.name && hasCity(tool.parameters)), param: /^tools/ },
  { name: 'parallel calls', question: { tools: [weather] }, holds: one => JSON.stringify(answer(one)?.tool_calls.map(({ json }) => JSON.parse(json))) === JSON.stringify(calls.map(({ args }) => args)) },
  { name: 'parallel calls, streamed', question: { tools: [weather], stream: true }, holds: one => JSON.stringify(answer(one)?.tool_calls.map(({ json }) => JSON.parse(json))) === JSON.stringify(calls.map(({ args }) => args)) },
  { name: 'results of tools', question: { tools: [weather] }, goesOn: {}, holds: one => one.asked?.results.length === 2 && answer(one)?.text === texts.summary },
  { name: 'results that are errors', question: { tools: [weather] }, takes: 'failed-results', goesOn: { isError: true }, holds: heard(({ results }) => results.every(({ isError, text }) => isError || /"error"/.test(text))), param: /is_error/ },
  { name: 'one call at a time', question: { tools: [weather], isSerial: true }, holds: heard(({ isSerial }) => isSerial), param: /parallel_tool_calls/ },
  { name: 'a call is required', question: { tools: [weather], choice: 'required' }, holds: heard(({ choice }) => choice === 'required'), param: /tool_choice/ },
  { name: 'a certain tool is required', question: { tools: [weather], choice: { name: weather.name } }, holds: heard(({ choice }) => typeof choice === 'object' && choice.name === weather.name), param: /tool_choice/ },
  { name: 'no calls', question: { tools: [weather], choice: 'none' }, holds: heard(({ choice, tools }) => choice === 'none' || tools.length === 0), param: /tool_choice/ },

  { name: 'JSON by a schema', question: { format: schema }, holds: heard(({ format }) => typeof format === 'object' && hasCity(format.schema)), param: /response_format|text\.format|output_config/ },
  { name: 'JSON of any shape', takes: 'json-mode', question: { format: 'json' }, holds: heard(({ format }) => format === 'json'), param: /response_format|text\.format/ },

  { name: 'effort of reasoning', question: { effort: 'low' }, holds: heard(({ effort, budget }) => effort === 'low' || (budget ?? 0) > 0), param: /reasoning_effort|reasoning\.effort|output_config/ },
  { name: 'tokens for reasoning', question: { budget: 2048, maxTokens: 8000 }, holds: heard(({ effort, budget }) => effort !== undefined || (budget ?? 0) > 0), param: /reasoning|thinking/ },
  { name: 'reasoning', needs: 'thought', question: { prompt: 'hello [think]' }, holds: one => answer(one)?.reasoning === texts.thought },
  { name: 'reasoning, streamed', needs: 'thought', question: { prompt: 'hello [think]', stream: true }, holds: one => answer(one)?.reasoning === texts.thought },
  { name: 'reasoning sent back', needs: 'thought', question: { prompt: 'hello [think]', tools: [weather] }, goesOn: {}, holds: heard(({ thoughts, calls }) => thoughts.length > 0 || calls.some(call => call.signature)), param: /reasoning|^messages\[1\]|^input/ },
  { name: 'tokens of reasoning', needs: 'thought-tokens', question: { prompt: 'hello [think]' }, holds: ({ told }) => told.tokens?.reasoning === thoughtTokens.reasoning },

  setting('longest answer', 'maxTokens', 500, /max_.*tokens/),
  setting('temperature', 'temperature', 0.5, /temperature/),
  setting('top_p', 'topP', 0.5, /top_p/),
  setting('top_k', 'topK', 40, /top_k/),
  setting('stop', 'stop', ['END'], /stop/),
  setting('seed', 'seed', 7, /seed/),
  setting('presence penalty', 'presencePenalty', 0.5, /presence_penalty/),
  setting('frequency penalty', 'frequencyPenalty', 0.5, /frequency_penalty/),
  setting('verbosity', 'verbosity', 'low', /verbosity/),
  { name: 'several answers (n)', question: { n: 2 }, holds: ({ told, asked }) => told.choices.length === 2 && asked?.n === 2, param: /^n$/ },
  { name: 'log probabilities', question: { logprobs: true }, holds: one => one.asked?.logprobs === true && (answer(one)?.logprobs ?? 0) > 0, param: /logprobs/ },
  setting('end user', 'user', 'ann', /user|safety_identifier/),
  setting('metadata', 'metadata', { team: 'blue' }, /metadata/),
  { name: 'service tier', question: { tier: 'flex' }, holds: heard(({ tier }) => /flex/i.test(tier ?? '')), param: /service_tier/ },
  { name: 'marks for the prompt cache', question: { cache: true }, holds: heard(({ cacheMarks }) => cacheMarks), param: /cache_control/ },

  { name: 'tokens read from a cache', needs: 'cached', question: { prompt: 'hello [cached]' }, holds: ({ told }) => told.tokens?.cached === cachedTokens.cached && told.tokens.prompt === cachedTokens.prompt },
  { name: 'refusal', needs: 'refusal', question: { prompt: 'hello [refuse]' }, holds: one => answer(one)?.refusal === texts.refusal || answer(one)?.text === texts.refusal },
  { name: 'ended by its length', question: { prompt: 'hello [long]' }, holds: one => answer(one)?.finish_reason === 'length' },
  { name: 'ended by a filter', needs: 'content-filter', question: { prompt: 'hello [filtered]' }, holds: one => answer(one)?.finish_reason === 'content_filter' },
  { name: 'which stop was met', takes: 'met-stops', needs: 'stop-sequence', question: { prompt: 'hello [halt]', stop: ['END'] }, holds: ({ told }) => told.stopSequence === 'END' },
  { name: 'failure in mid-stream', question: { prompt: '[break]', stream: true }, holds: ({ told }) => /caught fire/.test(told.error?.message ?? '') },
]
