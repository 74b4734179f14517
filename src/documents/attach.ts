import { asGatewayError, GatewayError } from '../core/errors.ts'
import type { AttachedDocuments } from '../core/documents.ts'
import type { DocumentText } from './documents.ts'

type Get = (path: string) => Promise<DocumentText>

/** Each document as a text for the model: a prompt as it is, any other under a heading that says which it is. What cannot be read is told, to the model too. */
export async function attach (paths: readonly string[], get: Get): Promise<AttachedDocuments> {
  const attached: AttachedDocuments = { texts: [], missing: [] }
  for (const path of paths) {
    try {
      const { kind, title, content } = await get(path)
      attached.texts.push(kind === 'prompt' ? { text: content.trim(), isPrompt: true } : { text: `# Document: ${title} (${path})\n\n${content.trim()}`, isPrompt: false })
    } catch (thrown) {
      if (asGatewayError(thrown).kind === 'internal') throw thrown
      attached.missing.push(path)
      attached.texts.push({ text: `# Document: ${path}\n\nThis document belongs to the conversation, but it cannot be read at present.`, isPrompt: false })
    }
  }
  return attached
}

/** Throws `invalid_request` that names the first one that cannot be read. */
export async function checkAll (paths: readonly string[], get: Get): Promise<void> {
  for (const [at, path] of paths.entries()) await get(path).catch((thrown: unknown) => { throw blame(thrown, `documents[${at}]`) })
}

/** What is wrong with a document is wrong with the request that names it. */
function blame (thrown: unknown, param: string): GatewayError {
  const { kind, message } = asGatewayError(thrown)
  return kind === 'internal' ? asGatewayError(thrown) : new GatewayError('invalid_request', `${param}: ${message}`, { param, cause: thrown })
}
