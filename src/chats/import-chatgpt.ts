import type { AnswerFacts, MessageRecord } from '../core/chats.ts'
import { createContentReader } from './import-chatgpt-content.ts'
import { type DraftChat, type DraftMessage, type Fields, isFields, readFields, readText, readTime, readTitle } from './import-draft.ts'

export const isChatGpt = ({ mapping }: Fields): boolean => isFields(mapping)

/** A node of the file's tree that says something. */
type Said = { id: string; parentId: string | undefined; role: MessageRecord['role']; message: Fields; content: DraftMessage['content'] }

/**
 * Reads a conversation as ChatGPT exports it: a tree of nodes, many of which nobody ever saw. What was hidden is passed over,
 * and what ChatGPT did on the way to an answer (calls of tools, their results, thoughts) becomes one message with it.
 * OpenAI describes the format nowhere; it changes without notice, so nothing in it is relied upon.
 */
export function readChatGpt (file: Fields): DraftChat {
  const nodes = readFields(file['mapping'])
  const reader = createContentReader()
  const prompts: string[] = []
  const contents = new Map<string, Said>()
  for (const [id, node] of Object.entries(nodes)) {
    const message = readFields(readFields(node)['message'])
    if (isHidden(message)) continue
    const role = readText(readFields(message['author'])['role'])
    const content = reader.read(message, role ?? '')
    if (content.length === 0) continue
    if (role === 'system') prompts.push(...content.map(part => part.type === 'text' ? part.text : ''))
    else contents.set(id, { id, parentId: undefined, role: role === 'user' ? 'user' : 'assistant', message, content })
  }
  const nearest = createAncestors(nodes, contents)
  for (const said of contents.values()) said.parentId = nearest(readText(readFields(nodes[said.id])['parent']))
  const model = readText(file['default_model_slug'])
  const { messages, turnOf } = joinTurns(contents, model)
  const shown = nearest(readText(file['current_node']))
  return {
    title: readTitle(file['title']),
    model: undefined, // there is none of this name here
    systemPrompt: prompts.length === 0 ? undefined : prompts.join('\n\n').slice(0, 100_000),
    documents: [],
    tags: [],
    isPinned: file['is_starred'] === true || typeof file['pinned_time'] === 'number',
    isArchived: file['is_archived'] === true,
    leafKey: shown === undefined ? undefined : turnOf.get(shown),
    createdAt: readTime(file['create_time']),
    activeAt: readTime(file['update_time']),
    messages,
    warnings: reader.warnings(),
  }
}

const isHidden = (message: Fields): boolean => {
  const { is_visually_hidden_from_conversation: isInvisible, is_user_system_message: isInstruction } = readFields(message['metadata'])
  return isInvisible === true || isInstruction === true
}

/** Finds the nearest node upwards that says something, the node itself included; undefined at the root and in a loop. */
const createAncestors = (nodes: Fields, contents: ReadonlyMap<string, Said>) => {
  const found = new Map<string, string | undefined>()
  return (id: string | undefined): string | undefined => {
    const path: string[] = []
    const passed = new Set<string>()
    let at = id
    while (at !== undefined && !contents.has(at) && !found.has(at) && !passed.has(at)) {
      path.push(at)
      passed.add(at)
      at = readText(readFields(nodes[at])['parent'])
    }
    const nearest = at === undefined ? undefined : contents.has(at) ? at : found.get(at)
    for (const step of path) found.set(step, nearest)
    return nearest
  }
}

/** Nodes of one answer, each the only one after the other, are one message. `turnOf`: in which message a node is. */
const joinTurns = (contents: ReadonlyMap<string, Said>, model: string | undefined): { messages: DraftMessage[]; turnOf: Map<string, string> } => {
  const followers = new Map<string, number>()
  for (const { parentId } of contents.values()) if (parentId !== undefined) followers.set(parentId, (followers.get(parentId) ?? 0) + 1)
  const goesOn = ({ role, parentId }: Said): boolean => role === 'assistant' && parentId !== undefined && contents.get(parentId)?.role === 'assistant' && followers.get(parentId) === 1
  const next = new Map([...contents.values()].filter(goesOn).map(said => [said.parentId!, said]))
  const turnOf = new Map<string, string>()
  const messages: DraftMessage[] = []
  const open = (first: Said): void => {
    const turn: Said[] = []
    for (let said: Said | undefined = first; said !== undefined && !turnOf.has(said.id); said = next.get(said.id)) {
      turn.push(said)
      turnOf.set(said.id, first.id)
    }
    messages.push(toDraft(turn, model))
  }
  for (const said of contents.values()) if (!goesOn(said)) open(said)
  // what is left follows itself: it is told as it is, to be left out with a word
  for (const said of contents.values()) if (!turnOf.has(said.id)) open(said)
  // what a message follows is the last node of another turn, which has the name of its first one
  for (const message of messages) if (message.parentKey !== undefined) message.parentKey = turnOf.get(message.parentKey) ?? message.parentKey
  return { messages, turnOf }
}

const toDraft = (turn: readonly Said[], model: string | undefined): DraftMessage => {
  const first = turn[0]!
  const last = turn.at(-1)!
  return {
    key: first.id,
    parentKey: first.parentId,
    role: first.role,
    status: statusOf(last.message),
    content: turn.flatMap(({ content }) => content),
    facts: first.role === 'user' ? {} : factsOf(turn, model),
    createdAt: readTime(first.message['create_time']),
    completedAt: readTime(last.message['create_time']),
  }
}

const finishOf = (message: Fields): unknown => readFields(readFields(message['metadata'])['finish_details'])['type']

const statusOf = (message: Fields): DraftMessage['status'] =>
  message['status'] === 'in_progress' ? 'interrupted' : finishOf(message) === 'interrupted' ? 'stopped' : 'complete'

/** Newer files name the model of the conversation only. */
const factsOf = (turn: readonly Said[], fallback: string | undefined): AnswerFacts => {
  const model = turn.map(({ message }) => readText(readFields(message['metadata'])['model_slug'])).findLast(slug => slug !== undefined) ?? fallback
  const finishReason = finishOf(turn.at(-1)!.message) === 'max_tokens' ? 'length' : 'stop'
  return { ...(model !== undefined && { model }), finishReason }
}
