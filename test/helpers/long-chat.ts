/** A chat as a file of our own, with so many messages: questions, and answers with some Markdown. */
export const longChat = (count: number): object => {
  const time = '2026-11-21T09:00:00.000Z'
  const messages = Array.from({ length: count }, (_, index) => {
    const isQuestion = index % 2 === 0
    return {
      id: `m${index}`,
      parentId: index === 0 ? null : `m${index - 1}`,
      role: isQuestion ? 'user' : 'assistant',
      status: 'complete',
      content: [{ type: 'text', text: isQuestion ? `Question ${index}` : `Answer ${index}\n\nIt has **some** words, a [link](https://example.org) and a list:\n\n- one\n- two with \`code\`\n\n| a | b |\n| - | - |\n| 1 | 2 |\n` }],
      model: isQuestion ? null : 'demo/parlance',
      provider: isQuestion ? null : 'demo',
      finishReason: isQuestion ? null : 'stop',
      usage: null,
      costUsd: null,
      contextUsage: null,
      error: null,
      createdAt: time,
      completedAt: time,
    }
  })
  return { format: 'parlance-chat', version: 1, exportedAt: time, title: 'A long chat', model: 'demo/parlance', systemPrompt: null, documents: [], tags: [], pinned: false, archived: false, leafId: `m${count - 1}`, createdAt: time, activeAt: time, messages }
}
