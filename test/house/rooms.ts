const services = ['accounts', 'answers', 'audit', 'chats', 'documents', 'gateway', 'ledger', 'limits', 'metrics', 'push', 'registry', 'telemetry', 'tokens', 'webhooks']

/** Every folder under src and the other rooms that it may import. What is not listed may not be imported. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  core: ['lib'],
  schemas: ['lib', 'core'],
  config: ['lib', 'schemas'],
  dialects: ['lib', 'core', 'schemas'],
  providers: ['lib', 'core', 'schemas', 'dialects'],
  transport: ['lib', 'core'],
  storage: ['lib', 'core'],
  bells: ['lib', 'core'],
  limits: ['lib', 'core'],
  prices: ['lib', 'core'],
  registry: ['lib', 'core', 'schemas', 'prices'],
  gateway: ['lib', 'core', 'transport'],
  answers: ['lib', 'core', 'gateway'],
  tokens: ['lib', 'core'],
  accounts: ['lib', 'core'],
  chats: ['lib', 'core', 'schemas', 'gateway'],
  documents: ['lib', 'core'],
  ledger: ['lib', 'core', 'schemas'],
  audit: ['lib', 'core'],
  webhooks: ['lib', 'core'],
  push: ['lib', 'core'],
  metrics: ['lib', 'core'],
  telemetry: ['lib', 'core', 'metrics'],
  plugins: ['lib', 'core', 'schemas', 'config', ...services],
  routes: ['lib', 'core', 'schemas', 'dialects', 'plugins', ...services],
  realtime: ['lib', 'core', 'schemas', 'plugins', ...services],
}

/** Rooms that stand at the door: they may know Fastify and Socket.IO. */
export const doors = ['plugins', 'routes', 'realtime']

/** Files of no room. They put the house together and may import anything. */
export const compositionRoots = ['app.ts', 'main.ts', 'provider-api.ts', 'workers.ts']

/** Folders of no room that may import anything, too. */
export const entrances = ['cli']
