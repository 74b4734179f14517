/** Kinds of providers that OpenTelemetry has names for: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai */
const systems: Readonly<Record<string, string>> = { gemini: 'gcp.gemini', mistral: 'mistral_ai' }

/** The name by which OpenTelemetry knows a kind of provider; its own where it has none. */
export const systemOf = (kind: string): string => systems[kind] ?? kind
