// A client of Gemini's generateContent.
import type { ToldChoice } from '../wire-rules.ts'
import { blankChoice, createRule, isCount, parseOr, readFrames, set, type Door, type Rule, type Told } from './door.ts'

const finishes: Record<string, string> = { STOP: 'stop', MAX_TOKENS: 'length', SAFETY: 'content_filter', RECITATION: 'content_filter', BLOCKLIST: 'content_filter', PROHIBITED_CONTENT: 'content_filter', SPII: 'content_filter', IMAGE_SAFETY: 'content_filter', LANGUAGE: 'content_filter', OTHER: 'stop' }

const tokensOf = (usage: any) => ({
  prompt: usage.promptTokenCount ?? 0,
  completion: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
  cached: usage.cachedContentTokenCount ?? 0,
  written: 0,
  reasoning: usage.thoughtsTokenCount ?? 0,
})

/** What another provider signed or sealed is marked as theirs, and base64 as Gemini’s own. */
const readProof = (proof: string): Pick<ToldChoice, 'signature' | 'redacted'> => {
  const open = Buffer.from(proof, 'base64').toString()
  const [, kind, inner] = /^parlance:[a-z-]*([#!])(.*)$/s.exec(open) ?? []
  return kind === '!' ? { redacted: inner! } : { signature: inner ?? proof }
}

const readPart = (part: any, choice: ToldChoice, rule: Rule): void => {
  if (part.functionCall !== undefined) {
    const { id = '', name, args = {} } = part.functionCall
    rule(typeof name === 'string' && name !== '' && typeof args === 'object' && !Array.isArray(args), 'a call has a name and args')
    choice.tool_calls.push({ id, name, json: JSON.stringify(args), ...part.thoughtSignature && { signature: part.thoughtSignature } })
    return
  }
  if (part.thought === true) choice.reasoning += part.text ?? ''
  else choice.text += part.text ?? ''
  if (part.thoughtSignature) Object.assign(choice, readProof(part.thoughtSignature))
}

const readChunk = (wire: any, told: Told, rule: Rule): void => {
  rule(typeof wire.responseId === 'string' && typeof wire.modelVersion === 'string', 'every chunk has responseId and modelVersion')
  for (const { index = 0, content, finishReason, logprobsResult } of wire.candidates ?? []) {
    const choice = told.choices[index] ??= blankChoice()
    rule(choice.finish_reason === undefined, 'nothing comes after the finish of a candidate')
    rule(content === undefined || content.role === undefined || content.role === 'model', 'the role is model')
    for (const part of content?.parts ?? []) readPart(part, choice, rule)
    choice.logprobs += logprobsResult === undefined ? 0 : 1
    if (finishReason === undefined) continue
    rule(finishes[finishReason] !== undefined, 'the finish is one that Gemini has')
    if (index === 0) told.ending = finishReason
    choice.finish_reason = finishReason === 'STOP' && choice.tool_calls.length > 0 ? 'tool_calls' : finishes[finishReason]
  }
  if (wire.usageMetadata === undefined) return
  rule(isCount(wire.usageMetadata.totalTokenCount), 'usage has a total')
  told.tokens = tokensOf(wire.usageMetadata)
}

const blank = (): Told => ({ choices: [], tokens: undefined, error: undefined, ending: undefined, problems: [] })

export const geminiDoor: Door = {
  dialect: 'gemini',
  lacks: ['isSerial', 'user', 'metadata', 'cache', 'verbosity', 'tier', 'met-stops'],
  ask: ({ prompt, system, image, file, tools, choice, format, effort, budget, before, ...question }) => ({
    contents: [
      { role: 'user', parts: [{ text: prompt }, ...[image, file].filter(source => source !== undefined).map(source => 'url' in source ? { fileData: { fileUri: source.url } } : { inlineData: { mimeType: source.mediaType, data: source.data } })] },
      ...before === undefined ? [] : [before.answer.candidates[0].content, { role: 'user', parts: before.results.map(({ name, text }) => ({ functionResponse: { name, response: { output: text } } })) }],
    ],
    ...set({
      systemInstruction: system && { parts: [{ text: system }] },
      tools: tools && [{ functionDeclarations: tools }],
      toolConfig: choice && { functionCallingConfig: typeof choice === 'object' ? { mode: 'ANY', allowedFunctionNames: [choice.name] } : { mode: { auto: 'AUTO', none: 'NONE', required: 'ANY' }[choice] } },
    }),
    generationConfig: set({
      temperature: question.temperature, topP: question.topP, topK: question.topK, maxOutputTokens: question.maxTokens, stopSequences: question.stop, seed: question.seed, candidateCount: question.n,
      presencePenalty: question.presencePenalty, frequencyPenalty: question.frequencyPenalty, responseLogprobs: question.logprobs, logprobs: question.topLogprobs,
      responseMimeType: format && 'application/json', responseJsonSchema: typeof format === 'object' ? format.schema : undefined,
      thinkingConfig: effort || budget !== undefined ? set({ includeThoughts: true, thinkingLevel: effort, thinkingBudget: budget }) : undefined,
    }),
  }),
  readStream (text) {
    const told = blank()
    const rule = createRule(told.problems)
    for (const { data } of readFrames(text, rule)) {
      const wire = parseOr(data)
      rule(wire !== undefined, 'every event is JSON')
      rule(told.error === undefined, 'nothing comes after an error')
      if (wire?.error !== undefined) told.error = geminiDoor.readError(wire, told.problems)
      else if (wire !== undefined) readChunk(wire, told, rule)
    }
    rule(told.error !== undefined || (told.choices.length > 0 && told.choices.every(choice => choice?.finish_reason !== undefined)), 'every candidate is finished')
    return told
  },
  readWhole (body) {
    const told = blank()
    const rule = createRule(told.problems)
    readChunk(body, told, rule)
    rule(told.choices.length > 0 && told.choices.every(choice => choice?.finish_reason !== undefined), 'every candidate is finished')
    return told
  },
  readError ({ error = {} }, problems) {
    createRule(problems)(typeof error.message === 'string' && error.message !== '' && Number.isInteger(error.code) && typeof error.status === 'string', 'an error has code, message and status')
    return { message: error.message, type: error.status, body: error }
  },
}
