// Loaded before the server by `npm start`: stops it when the command that started it is gone, however it went.
import { Socket } from 'node:net'

const parent = new Socket({ fd: 3, readable: true, writable: false })
parent.on('close', () => process.kill(process.pid, 'SIGTERM'))
parent.resume()
parent.unref()
