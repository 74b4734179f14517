import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { DocumentText } from './documents.ts'

/** Each document as a system text: a prompt as it is, any other under a heading that says which it is. */
export async function attach (paths: readonly string[], get: (path: string) => Promise<DocumentText>): Promise<string[]> {
  const texts: string[] = []
  for (const [at, path] of paths.entries()) {
    const { kind, title, content } = await get(path).catch((thrown: unknown) => { throw blame(thrown, `documents[${at}]`) })
    texts.push(kind === 'prompt' ? content.trim() : `# Document: ${title} (${path})\n\n${content.trim()}`)
  }
  return texts
}

/** What is wrong with a document is wrong with the request that names it. */
function blame (thrown: unknown, param: string): GatewayError {
  const { kind, message } = asGatewayError(thrown)
  return kind === 'internal' ? asGatewayError(thrown) : new GatewayError('invalid_request', `${param}: ${message}`, { param, cause: thrown })
}
