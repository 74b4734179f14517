// The door for open connections: Socket.IO on the same port, where people hear at once what happens in their chats.
export { default as realtime } from './plugin.ts'
