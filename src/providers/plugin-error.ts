/** A provider, from a folder or a package, that cannot be used: said in one line that names it. */
export class PluginError extends Error {
  constructor (message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PluginError'
  }
}
