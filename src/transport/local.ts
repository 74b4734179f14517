import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { LocalAnswer, LocalRequest } from '../core/provider.ts'
import type { UpstreamHandler } from './index.ts'

/** Plays an upstream inside this process to the same handler that a socket would: abort and back-pressure included. */
export function dispatchLocal (answer: (request: LocalRequest) => LocalAnswer | Promise<LocalAnswer>, request: Omit<LocalRequest, 'signal'>, handler: UpstreamHandler): void {
  const aborter = new AbortController()
  let resume: (() => void) | undefined
  let paused: Promise<void> | undefined
  const controller = {
    abort (reason: Error) { aborter.abort(reason); controller.resume() },
    pause () { paused ??= new Promise(resolve => { resume = resolve }) },
    resume () { paused = undefined; resume?.() },
  }
  const play = async () => {
    const { status, headers, body } = await answer({ ...request, signal: aborter.signal })
    if (aborter.signal.aborted) return
    handler.onResponseStart(controller, status, headers)
    for await (const text of body) {
      if (aborter.signal.aborted) return
      handler.onResponseData(controller, Buffer.from(text))
      if (paused !== undefined) await paused
    }
    if (!aborter.signal.aborted) handler.onResponseEnd(controller)
  }
  handler.onRequestStart(controller)
  play().catch((thrown: unknown) => {
    if (aborter.signal.aborted) return
    handler.onResponseError(controller, thrown instanceof GatewayError ? thrown : asGatewayError(thrown))
  })
}
