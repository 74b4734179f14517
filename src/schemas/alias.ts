import { type Static, Type } from '@sinclair/typebox'
import { aliasStrategies } from '../core/ports.ts'
import { sayVariables } from './prompt.ts'
import { NextCursor, Timestamp } from './common.ts'
import { Nullable, ref, StringEnum } from './type.ts'

const time = '2026-11-21T09:30:00.000Z'
const targets = [{ model: 'openai/gpt-4o-mini', weight: 3 }, { model: 'anthropic/claude-haiku-4-5', weight: 1 }]

const Name = Type.String({ description: 'What to send as `model`.', examples: ['fast'] })
const Strategy = StringEnum(aliasStrategies, { description: '`ordered`: the first target is asked, the others when those before them fail. `weighted`: one is drawn by weight, the others follow, the heaviest first.', examples: ['weighted'] })
const SystemPrompt = Type.String({ minLength: 1, maxLength: 100_000, description: `For requests without a system prompt of their own, instead of \`SYSTEM_PROMPT\`. Filled in, with times in UTC: ${sayVariables()}.`, examples: ['You answer briefly. Today is {{weekday}}, {{date}}.'] })
const CacheTtlSeconds = Type.Integer({ minimum: 0, maximum: 2_592_000, description: 'How long answers to identical deterministic requests are kept and given again; 0: not at all. Null: as `RESPONSE_CACHE_TTL` says.', examples: [3600] })
const Description = Type.String({ minLength: 1, maxLength: 500, description: 'What it is for.', examples: ['Short answers, cheap.'] })

export const AliasTarget = Type.Object({
  model: Type.String({ minLength: 1, maxLength: 500, description: 'Provider and model, or a model that only one provider has. Not another alias.', examples: ['openai/gpt-4o-mini'] }),
  weight: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000, description: 'How often it is drawn, compared with the others; 0 is a fallback only. Absent: 1. Only `weighted` looks at it.', examples: [3] })),
}, { $id: 'AliasTarget', additionalProperties: false, description: 'A model that an alias stands for.', examples: [targets[0]] })
export type AliasTarget = Static<typeof AliasTarget>

const Targets = Type.Array(ref(AliasTarget), { minItems: 1, maxItems: 20, description: 'In order of preference.' })

export const ReplaceAlias = Type.Object({
  targets: Targets,
  strategy: Type.Optional(StringEnum(aliasStrategies, { description: 'Absent: `ordered`.', examples: ['weighted'] })),
  systemPrompt: Type.Optional(Nullable(SystemPrompt)),
  cacheTtlSeconds: Type.Optional(Nullable(CacheTtlSeconds)),
  description: Type.Optional(Nullable(Description)),
}, { $id: 'ReplaceAlias', additionalProperties: false, description: 'An alias as it shall be.', examples: [{ targets, strategy: 'weighted' }, { targets: [{ model: 'demo/parlance' }], systemPrompt: 'Today is {{date}}.' }] })
export type ReplaceAlias = Static<typeof ReplaceAlias>

export const Alias = Type.Object({
  name: Name,
  targets: Targets,
  strategy: Strategy,
  systemPrompt: Nullable(SystemPrompt),
  cacheTtlSeconds: Nullable(CacheTtlSeconds),
  description: Nullable(Description),
  createdAt: Timestamp('When it was made.'),
  updatedAt: Timestamp('When it was last changed.'),
}, {
  $id: 'Alias',
  additionalProperties: false,
  description: 'A model name of your own, for fallback and load balancing.',
  examples: [{ name: 'fast', targets, strategy: 'weighted', systemPrompt: null, cacheTtlSeconds: null, description: 'Short answers, cheap.', createdAt: time, updatedAt: time }],
})
export type Alias = Static<typeof Alias>

export const AliasPage = Type.Object({ data: Type.Array(ref(Alias)), nextCursor: NextCursor },
  { $id: 'AliasPage', additionalProperties: false, description: 'Aliases by name.', examples: [{ data: Alias.examples as unknown[], nextCursor: null }] })
export type AliasPage = Static<typeof AliasPage>

/** To look one up, whatever it is called. */
export const AliasParams = Type.Object({ alias: Type.String({ maxLength: 200, description: 'Its name.', examples: ['fast'] }) })

/** To make one. */
export const NewAliasParams = Type.Object({ alias: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$', description: 'Its name: letters, digits and `. _ : -`. It goes before a bare model of the same name.', examples: ['fast'] }) })
