const families = [
  { family: 'talker', models: /^gpt-\d+(?:\.\d+)?-chat/ },
  { family: 'first-thinker', models: /^o1(?:-|$)|^o3-mini/ },
  { family: 'thinker', models: /^o\d/ },
  { family: 'gpt-5', models: /^gpt-5(?:-|$)/ },
  /** From GPT-5.1 on. */
  { family: 'newer', models: /^gpt-[5-9]/ },
  { family: 'old', models: /^(?:gpt-4|gpt-3|chatgpt-4)/ },
] as const

/** The family of a model: those of one take and refuse the same. Fine-tuned models are told by what they are made of. */
export function familyOf (model: string): typeof families[number]['family'] | 'unknown' {
  const base = model.replace(/^ft:/, '')
  return families.find(({ models }) => models.test(base))?.family ?? 'unknown'
}
