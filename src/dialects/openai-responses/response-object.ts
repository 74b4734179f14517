import type { Usage } from '../../core/chat.ts'
import type { AnswerContext } from '../../core/dialect.ts'
import { compact, isObject, type Wire } from '../wire.ts'
import { writeUsage } from './usage.ts'

/** What the response object says of its request, each with what OpenAI says when it was not set. */
const echoed: Readonly<Record<string, unknown>> = {
  background: false,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: null, summary: null },
  safety_identifier: null,
  service_tier: null,
  store: false,
  temperature: null,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: null,
  top_p: null,
  truncation: 'disabled',
  user: null,
}

const unsaid = new Set(['background', 'previous_response_id', 'store'])

/** The settings of a request that its response tells again. Most requests set few of them. */
export function echo (body: object): Wire {
  const kept: Wire = {}
  for (const [name, value] of Object.entries(body)) if (Object.hasOwn(echoed, name) && !unsaid.has(name) && value !== null) kept[name] = value
  if (isObject(kept['text'])) kept['text'] = { format: { type: 'text' }, ...compact({ ...kept['text'] }) }
  return kept
}

/** What is known of the answer itself. */
export type State = { status: 'in_progress' | 'completed' | 'incomplete' | 'failed'; output: readonly Wire[]; incomplete_details?: Wire | null; error?: Wire; usage?: Partial<Usage> | undefined }

/** The response object, whole, as every SDK's type demands it. */
export const createResponseObject = ({ id, model, created, echo: settings }: AnswerContext, { status, output, incomplete_details: details = null, error, usage }: State): Wire => ({
  id,
  object: 'response',
  created_at: created,
  status,
  error: error ?? null,
  incomplete_details: details,
  model,
  output,
  access_programs: null,
  ...echoed,
  ...settings,
  usage: usage === undefined ? null : writeUsage(usage),
})
