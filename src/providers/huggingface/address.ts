import { GatewayError } from '../../core/errors.ts'
import { hfFeatureExtraction } from '../../dialects/hf-feature-extraction/index.ts'
import { hostOf, withVersion } from '../base-url.ts'

/** Whether a base URL is the router's; any other is an endpoint of one's own. */
export const isRouter = (baseUrl: string): boolean => hostOf(baseUrl) === 'router.huggingface.co'

/** A repository of the hub, such as `BAAI/bge-m3`: it becomes a part of the address, so nothing else may. */
const repository = /^(?:[\w-][\w.-]*\/)?[\w-][\w.-]*$/

/** Where a call goes. Vectors come from Hugging Face's own inference, whose address names the model. Throws GatewayError. */
export function addressOf (baseUrl: string, path: string, model: string): string {
  if (path !== hfFeatureExtraction.path) return withVersion(baseUrl) + path
  const [id = '', provider = 'hf-inference'] = model.split(':')
  if (provider !== 'hf-inference') throw new GatewayError('operation_unsupported', `Vectors come from hf-inference only, not from ${provider}.`, { param: 'model' })
  if (!repository.test(id)) throw new GatewayError('model_not_found', 'The model is no repository of Hugging Face.', { param: 'model' })
  return `${new URL(baseUrl).origin}/hf-inference/models/${id}${path}`
}
