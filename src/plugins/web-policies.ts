const write = (directives: Record<string, string>): string => Object.entries(directives).map(([name, value]) => `${name} ${value}`.trim()).join('; ')

/** What the page may do: nothing from elsewhere but images, which it asks about first, and no script or style inside the HTML. */
export const pagePolicy = write({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob: https:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'media-src': "'self' blob: data:",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'frame-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'object-src': "'none'",
  'frame-ancestors': "'none'",
})

/** Of an answer's own page: it may run scripts, but has no origin, no network and no way out. */
const artifact = write({
  'default-src': "'none'",
  'script-src': "'self' 'unsafe-inline' blob: data:",
  'style-src': "'unsafe-inline'",
  'img-src': 'data: blob:',
  'font-src': 'data:',
  'media-src': 'data: blob:',
  'connect-src': "'none'",
  'form-action': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'self'",
  sandbox: 'allow-scripts',
})

/** Of the frame that draws diagrams: its library writes styles into what it draws. */
const diagram = write({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'unsafe-inline'",
  'img-src': 'data:',
  'font-src': "'self' data:",
  'connect-src': "'none'",
  'form-action': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'self'",
  sandbox: 'allow-scripts',
})

/** By path. */
export const framePolicies: Readonly<Record<string, string>> = { '/frames/artifact.html': artifact, '/frames/diagram.html': diagram }
