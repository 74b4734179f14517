/** What credentials look like: ours, well-known providers', and whatever stands after `Bearer` or `key=`. */
const shapes = /\b(?:plk_|sk-|sk_|hf_|gsk_|xai-|AIza|r8_|tgp_|pplx-|fw_|csk-|nvapi-)[\w-]{6,}|\b(bearer\s+)[\w.~+/=-]{8,}|([?&]?\b(?:api[_-]?key|key|token|secret|password)=)[^\s&"\\]{4,}/gi

/** Blanks everything that looks like a credential. For log lines and for text that an upstream wrote. */
export const scrub = (text: string): string =>
  text.replace(shapes, (_match, bearer: string | undefined, name: string | undefined) => `${bearer ?? name ?? ''}[hidden]`)

/** Blanks these very secrets, whatever they look like, and everything that looks like one. */
export function hideSecrets (text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text
  for (const secret of secrets) if (secret !== undefined && secret.length >= 6) clean = clean.replaceAll(secret, '[hidden]')
  return scrub(clean)
}
