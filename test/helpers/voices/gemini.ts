// Gemini's generateContent. https://ai.google.dev/api/generate-content
import { json, sse } from '../replay-upstream.ts'
import { endingOf, given, pieces, tokensOf, type Ending, type Said, type Source, type Trouble, type Voice } from './voice.ts'

const reasons: Record<Ending, string> = { stop: 'STOP', length: 'MAX_TOKENS', 'tool-calls': 'STOP', 'content-filter': 'SAFETY' }

const usageOf = (said: Said) => {
  const { prompt, completion, cached, reasoning } = tokensOf(said)
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: completion - reasoning,
    totalTokenCount: prompt + completion,
    ...cached > 0 && { cachedContentTokenCount: cached },
    ...reasoning > 0 && { thoughtsTokenCount: reasoning },
  }
}

const callParts = ({ calls = [] }: Said) => calls.map(({ name, args, signature }) => ({ functionCall: { name, args }, ...given({ thoughtSignature: signature }) }))

const partsOf = (said: Said): object[] => [
  ...said.thought === undefined || said.thought.text === '' ? [] : [{ text: said.thought.text, thought: true }],
  ...said.text === '' ? [] : [{ text: said.text, ...given({ thoughtSignature: said.thought?.signature }) }],
  ...callParts(said),
]

const indexes = ({ answers = 1 }: Said): number[] => Array.from({ length: answers }, (_, index) => index)
const candidate = (index: number, parts: object[], more: object = {}) => ({ content: { parts, role: 'model' }, index, ...more })
const chunk = (candidates: object[], usage: object) => ({ candidates, usageMetadata: usage, modelVersion: 'm', responseId: 'w1peaMz6' })
const logprobsOf = (said: Said) => said.logprobs === true
  ? { avgLogprobs: -0.25, logprobsResult: { topCandidates: pieces(said.text).map(() => ({ candidates: [] })), chosenCandidates: pieces(said.text).map(token => ({ token, tokenId: 1, logProbability: -0.25 })) } }
  : {}
const endOf = (said: Said) => ({ finishReason: said.rawEnding ?? reasons[endingOf(said)] })

/** The error object of Google's APIs, in a stream and out of it. */
const problem = (code: number, message: string, status: string) => ({ error: { code, message, status } })

const statuses: Record<number, string> = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE', 504: 'DEADLINE_EXCEEDED' }
const codes: Record<Exclude<Trouble, 'finish'>, number> = { failed: 500, overloaded: 503, 'rate-limited': 429, timeout: 504, auth: 403, invalid: 400 }

type Media = Source & { mediaType: string }

const error: Voice['error'] = (status, message, behaviour) => json(problem(status, message, statuses[status] ?? 'UNKNOWN'), { status, ...behaviour })

/** Both schemas are closed; the names may also be written with underscores. */
const fields = new Set(['contents', 'systemInstruction', 'tools', 'toolConfig', 'safetySettings', 'generationConfig', 'cachedContent', 'labels', 'serviceTier', 'store'])
const settings = new Set(['temperature', 'topP', 'topK', 'candidateCount', 'maxOutputTokens', 'stopSequences', 'seed', 'presencePenalty', 'frequencyPenalty', 'responseMimeType', 'responseSchema', 'responseJsonSchema', 'responseLogprobs', 'logprobs', 'thinkingConfig', 'responseModalities', 'speechConfig', 'mediaResolution', 'imageConfig', 'enableEnhancedCivicAnswers'])

export const geminiVoice: Voice = {
  dialect: 'gemini',
  path: /:(generateContent|streamGenerateContent)$/,
  can: new Set(['thought', 'thought-tokens', 'signature', 'call-signature', 'content-filter', 'cached', 'answers', 'logprobs']),
  hasCallIds: false,
  whole: (said, behaviour) => json(chunk(indexes(said).map(index => candidate(index, partsOf(said), { ...endOf(said), ...logprobsOf(said) })), usageOf(said)), behaviour),
  stream: (said, { includeUsage: _, ...behaviour } = {}) => {
    const usage = usageOf(said)
    const early = given({ promptTokenCount: usage.promptTokenCount, totalTokenCount: usage.promptTokenCount, cachedContentTokenCount: (usage as any).cachedContentTokenCount })
    const words = pieces(said.text)
    return sse(indexes(said).flatMap(index => [
      ...pieces(said.thought?.text ?? '').map(text => chunk([candidate(index, [{ text, thought: true }])], early)),
      ...words.map(text => chunk([candidate(index, [{ text }])], early)),
      ...said.calls === undefined ? [] : [chunk([candidate(index, callParts(said))], early)],
      // The signature of a text comes with its last part, which is empty.
      chunk([candidate(index, [{ text: '', ...said.calls === undefined && given({ thoughtSignature: said.thought?.signature }) }], { ...endOf(said), ...logprobsOf(said) })], usage),
    ]), behaviour)
  },
  broken: (message, trouble = 'failed') => {
    const before = pieces('I was about to').map(text => chunk([candidate(0, [{ text }])], { promptTokenCount: 11, totalTokenCount: 11 }))
    if (trouble === 'finish') return sse([...before, chunk([{ content: {}, finishReason: 'MALFORMED_FUNCTION_CALL', index: 0 }], usageOf({ text: '' }))])
    return sse([...before, problem(codes[trouble], message, statuses[codes[trouble]]!)])
  },
  error,
  refuse: ({ parsed: body }) => {
    const [stranger] = [...Object.keys(body).filter(name => !fields.has(name)), ...Object.keys(body.generationConfig ?? {}).filter(name => !settings.has(name)).map(name => `generation_config.${name}`)]
    return stranger === undefined ? undefined : error(400, `Invalid JSON payload received. Unknown name "${stranger}": Cannot find field.`)
  },
  hear: ({ parsed: body, path }) => {
    const { contents = [], generationConfig: config = {}, tools = [], toolConfig, systemInstruction } = body
    const said = (role: 'user' | 'model'): any[] => contents.filter((content: any) => (content.role ?? 'user') === role || (role === 'user' && content.role === 'function')).flatMap(({ parts = [] }: any) => parts)
    const media: Media[] = said('user').flatMap(({ inlineData: inline, fileData: file }): Media[] =>
      inline ? [{ data: inline.data, mediaType: inline.mimeType }] : file ? [{ url: file.fileUri, mediaType: file.mimeType ?? '' }] : [])
    const isImage = ({ mediaType }: Media) => mediaType === '' || mediaType.startsWith('image/')
    const { functionCallingConfig: calling } = toolConfig ?? {}
    const modes: Record<string, 'auto' | 'none' | 'required'> = { AUTO: 'auto', NONE: 'none', ANY: 'required', VALIDATED: 'auto' }
    const signed = said('model').filter(({ thought, thoughtSignature, functionCall }) => (thought || thoughtSignature) && !functionCall)
    return {
      isStream: path.endsWith(':streamGenerateContent'),
      prompt: said('user').map(({ text = '' }) => text).join(''),
      images: media.filter(isImage),
      files: media.filter(source => !isImage(source)),
      tools: tools.flatMap(({ functionDeclarations = [] }: any) => functionDeclarations).map(({ name, description, parameters, parametersJsonSchema }: any) => given({ name, description, parameters: parametersJsonSchema ?? parameters })),
      calls: said('model').filter(({ functionCall }) => functionCall).map(({ functionCall: { id, name, args }, thoughtSignature: signature }) => given({ id, name, args, signature })),
      thoughts: signed.map(({ text = '', thought, thoughtSignature: signature }) => given({ text: thought ? text : '', signature })),
      results: said('user').filter(({ functionResponse }) => functionResponse).map(({ functionResponse: { id, name, response } }) => given({ id, name, text: JSON.stringify(response) })),
      ...given({
        system: systemInstruction?.parts?.map(({ text }: any) => text).join('\n'),
        choice: calling?.allowedFunctionNames === undefined ? modes[calling?.mode] : { name: calling.allowedFunctionNames[0] },
        format: config.responseJsonSchema ?? config.responseSchema ? { schema: config.responseJsonSchema ?? config.responseSchema } : config.responseMimeType === 'application/json' ? 'json' as const : undefined,
        effort: config.thinkingConfig?.thinkingLevel,
        budget: config.thinkingConfig?.thinkingBudget,
        maxTokens: config.maxOutputTokens,
        temperature: config.temperature,
        topP: config.topP,
        topK: config.topK,
        stop: config.stopSequences,
        seed: config.seed,
        n: config.candidateCount,
        logprobs: config.responseLogprobs,
        topLogprobs: config.logprobs,
        presencePenalty: config.presencePenalty,
        frequencyPenalty: config.frequencyPenalty,
        tier: body.serviceTier,
      }),
    }
  },
}
