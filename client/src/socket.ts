/** As much of Socket.IO's client as is needed here, so that nobody needs its types who does not use it. */
export type Socket = {
  readonly active: boolean
  readonly connected: boolean
  readonly recovered: boolean
  on(name: string, listener: (...said: any[]) => void): unknown
  onAny(listener: (name: string, ...said: any[]) => void): unknown
  timeout(ms: number): { emitWithAck(name: string, payload: object): Promise<any> }
  connect(): unknown
  disconnect(): unknown
}

/** `io` of the package socket.io-client. */
export type Io = (url: string, options: object) => Socket

/** The package that the caller has; only needed by those who open a socket. */
export async function importIo (): Promise<Io> {
  try {
    const { io } = await import('socket.io-client')
    return io
  } catch (cause) {
    throw new TypeError('client.realtime() needs the package socket.io-client: npm install socket.io-client', { cause })
  }
}

/** Opens a socket to a server, which may live below a path of a proxy. `''` is the page's own origin. */
export function openSocket (io: Io, baseUrl: string, { token, ...options }: { token(): Promise<string | undefined> } & Record<string, unknown>): Socket {
  const { origin, pathname } = new URL(baseUrl === '' ? '/' : baseUrl, (globalThis as { location?: { href: string } }).location?.href)
  return io(origin, {
    ...options,
    path: `${pathname.replace(/\/$/, '')}/socket.io`,
    autoConnect: false,
    forceNew: true,
    // asked each time, so that it may have been refreshed; one that cannot be had is refused by the server
    auth: (tell: (auth: object) => void) => { token().then(token => tell({ token }), () => tell({})) },
  })
}
