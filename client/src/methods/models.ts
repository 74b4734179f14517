import type { Call, Caller, CallOptions } from '../call.ts'
import type { Http } from '../http.ts'
import type { Model, ModelList } from '../schemas.ts'

/** Which models there are. */
export const createModelMethods = (http: Http, call: Caller) => ({
  /** Every model of every provider that answers. */
  list: (options?: CallOptions): Call<ModelList> => call(init => http.GET('/api/v1/models', init), options),

  get: (model: string, options?: CallOptions): Call<Model> =>
    call(init => http.GET('/api/v1/models/{model}', { ...init, params: { path: { model } } }), options),
})
