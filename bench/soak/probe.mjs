// Loaded into the server before its own code (`--import`, `--expose-gc`): answers what only the process itself can say.
import { EventEmitter } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { queryObjects } from 'node:v8'

const timer = setTimeout(() => {}, 0)
const counted = { sockets: Socket, requests: IncomingMessage, responses: ServerResponse, 'abort signals': AbortSignal, timers: timer.constructor, emitters: EventEmitter, promises: Promise }

/** Asks for memory after a full collection; with `isCounted` for what objects live, and who listens to the process. */
process.on('message', ({ isCounted }) => {
  // what the first finds to be of no use any more the second takes away
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  const objects = isCounted && Object.fromEntries(Object.entries(counted).map(([name, kind]) => [name, queryObjects(kind, { format: 'count' })]))
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)
  const resources = {}
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1
  process.send({ heapUsed, external, arrayBuffers, listeners, resources, objects })
})
// the line to whoever asks keeps the process no longer than it wants to live
process.channel?.unref()
