import type { TSchema } from '@sinclair/typebox'
import { serverEvents } from '../schemas/realtime-events.ts'
import { clientEvents, Handshake, Refused } from '../schemas/realtime.ts'
import { reachable, ref } from '../schemas/type.ts'

/** A message by its key, which is unique; its name is that of the event, which both sides may have. */
type Message = { key: string; name: string; payload: TSchema; summary: string }

/** The AsyncAPI 3 document of the socket: the same schemas that events are validated by and typed from. */
export function createAsyncApi (version: string): object {
  const said: (Message & { answer: TSchema })[] = Object.entries(clientEvents).map(([name, { payload, answer, summary }]) => ({ key: `client.${name}`, name, payload, answer, summary }))
  const told: Message[] = Object.entries(serverEvents).map(([name, { payload, summary }]) => ({ key: `server.${name}`, name, payload, summary }))
  const answers: Message[] = said.map(({ key, name, answer }) => ({ key: `${key}.done`, name, payload: answer, summary: `The acknowledgement of \`${name}\`` }))
  const refused: Message = { key: 'refused', name: 'refused', payload: Refused, summary: 'The acknowledgement of an event that was refused, and the `data` of a refused connection' }
  const messages: Message[] = [...said, ...answers, refused, ...told]

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Parlance realtime',
      version,
      description: 'What happens in chats, over Socket.IO 4 (Engine.IO 4): an event’s name is that of its message, its one argument the payload. Client events are acknowledged.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      externalDocs: { description: 'The operations over HTTP', url: '/openapi.json' },
    },
    defaultContentType: 'application/json',
    servers: {
      this: {
        host: '{host}',
        pathname: '/socket.io',
        protocol: 'socket.io',
        description: 'This server, on the port of its HTTP API. The handshake is `auth: { token }`.',
        variables: { host: { default: '127.0.0.1:3000', description: 'Its address.' } },
        security: [{ $ref: '#/components/securitySchemes/token' }],
      },
    },
    channels: {
      socket: {
        address: '/',
        title: 'The default namespace',
        description: 'One connection for all chats of one caller.',
        servers: [{ $ref: '#/servers/this' }],
        messages: Object.fromEntries(messages.map(({ key }) => [key, { $ref: `#/components/messages/${key}` }])),
      },
    },
    operations: {
      ...Object.fromEntries(said.map(({ key, summary }) => [key, {
        action: 'receive',
        channel,
        summary,
        messages: [messageOf(key)],
        reply: { channel, messages: [messageOf(`${key}.done`), messageOf(refused.key)] },
      }])),
      ...Object.fromEntries(told.map(({ key, summary }) => [key, { action: 'send', channel, summary, messages: [messageOf(key)] }])),
    },
    components: {
      securitySchemes: {
        token: { type: 'apiKey', in: 'password', description: 'An API key with the scope `chats`, or an access token, as `token` of the handshake: see the schema Handshake.' },
      },
      messages: Object.fromEntries(messages.map(({ key, name, payload, summary }) => [key, {
        name,
        title: payload.$id,
        summary,
        payload: schemaOf(payload),
        ...payload['examples'] !== undefined && { examples: (payload['examples'] as object[]).map(example => ({ payload: example })) },
      }])),
      schemas: Object.fromEntries([...reachable([...messages.map(({ payload }) => ref(payload)), ref(Handshake)])].map(([id, schema]) => [id, localise(schema)])),
    },
  }
}

const channel = { $ref: '#/channels/socket' }
const messageOf = (key: string) => ({ $ref: `#/channels/socket/messages/${key}` })
const schemaOf = ({ $id }: TSchema) => ({ $ref: `#/components/schemas/${$id}` })

/** The schema with its references pointing into the document. */
const localise = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(localise)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$id').map(([key, value]) =>
    [key, key === '$ref' ? `#/components/schemas/${String(value).slice(0, -1)}` : localise(value)]))
}
