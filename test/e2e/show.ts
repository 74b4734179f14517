// A house in which people live, for pictures: an account, chats of several weeks, and one that shows what an answer can hold.
const day = 24 * 60 * 60_000

const titles: [string, number, string[]?][] = [
  ['Why the sky turns red', 0], ['Letter to the landlord', 0.1, ['letters']], ['Regex for dates', 0.2, ['code']], ['Birthday dinner for eight', 1.1, ['home']],
  ['Migrating to PostgreSQL', 1.3, ['code']], ['Names for a sailing boat', 3], ['Questions for the interview', 5, ['work']], ['Summary of the meeting', 6, ['work']],
  ['Pruning an apple tree', 20, ['home']], ['Rust or Go?', 24, ['code']], ['Poem for Mara', 45], ['Trip to Trieste', 47],
]

export const answer = `Sunlight is scattered by the molecules of the air, and **short waves are scattered far more** than long ones. Rayleigh’s law says how much:

$$I(\\lambda) \\propto \\frac{1}{\\lambda^4}$$

| light | wavelength | scattered |
| --- | ---: | ---: |
| blue | 450 nm | 4.4 × |
| red | 650 nm | 1 × |

In the evening the light comes through forty times as much air. What is left of it is *red*.

\`\`\`python
def scattered(nanometres: float) -> float:
    """How much more than red light of 650 nm."""
    return (650 / nanometres) ** 4
\`\`\`
`

const chatOf = (title: string, age: number, tags: string[], now: number): object => {
  const at = (seconds: number) => new Date(now - age * day + seconds * 1000).toISOString()
  const base = { model: null, provider: null, finishReason: null, usage: null, costUsd: null, contextUsage: null, error: null }
  const answered = { ...base, model: 'demo/parlance', provider: 'demo', finishReason: 'stop', usage: { inputTokens: 31, outputTokens: 214 }, costUsd: 0.0021 }
  const messages = [
    { id: 'q1', parentId: null, role: 'user', status: 'complete', content: [{ type: 'text', text: title === titles[0]![0] ? 'Why does the sky turn red in the evening? Show me the numbers, too.' : title }], ...base, createdAt: at(0), completedAt: at(0) },
    { id: 'a0', parentId: 'q1', role: 'assistant', status: 'complete', content: [{ type: 'text', text: 'Because of the dust.' }], ...answered, createdAt: at(1), completedAt: at(3) },
    { id: 'a1', parentId: 'q1', role: 'assistant', status: 'complete', content: [{ type: 'reasoning', text: 'They ask for a reason and for numbers: Rayleigh.' }, { type: 'text', text: title === titles[0]![0] ? answer : 'Gladly.' }], ...answered, createdAt: at(4), completedAt: at(9) },
  ]
  return { format: 'parlance-chat', version: 1, exportedAt: at(10), title, model: 'demo/parlance', systemPrompt: null, documents: [], tags, pinned: title.startsWith('Migrating'), archived: false, leafId: 'a1', createdAt: at(0), activeAt: at(9), messages }
}

/** Files of our own, to be imported. */
export const shownChats = (now: number): object[] => titles.map(([title, age, tags = []]) => chatOf(title, age, tags, now))
