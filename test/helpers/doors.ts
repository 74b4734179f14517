// Every dialect as its clients speak it.
import { anthropicMessagesDoor } from './doors/anthropic-messages.ts'
import type { Door } from './doors/door.ts'
import { geminiDoor } from './doors/gemini.ts'
import { ollamaDoor } from './doors/ollama.ts'
import { openaiChatDoor } from './doors/openai-chat.ts'
import { openaiResponsesDoor } from './doors/openai-responses.ts'

export type { Door, Question, Special, Told, Tool } from './doors/door.ts'

const all: readonly Door[] = [openaiChatDoor, anthropicMessagesDoor, openaiResponsesDoor, ollamaDoor, geminiDoor]

/** By the id of the dialect. */
export const doors: Readonly<Record<string, Door>> = Object.fromEntries(all.map(door => [door.dialect, door]))
