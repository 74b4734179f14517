/** What stands for a credential that was taken out. */
const hidden = '[hidden]'

/** Keys by their well-known beginnings, ours included, and JSON web tokens. Masked ones (`sk-ab***xy`) too. */
const keys = /\bsk[-_][\w*.-]{6,}|\b(?:plk_|plr_|rk-|pk-|hf_|gsk_|xai-|AIza|ya29\.|r8_|tgp_|pplx-|fw_|csk-|nvapi-)[\w*.-]{12,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g
/** Whatever follows a word that announces a credential. Providers quote the one that they refuse. */
const announced = /\b((?:bearer|basic)\s+|(?:api[-_]?key|access[-_]?token|secret|password|key|token)=|(?:api[-_ ]?key|authorization|password)["']?(?: provided)?\s*:\s*["']?(?:bearer\s+)?)[^\s"'&,\\]{6,}/gi

/** Blanks everything that looks like a credential. For log lines and for text that an upstream wrote. */
export const scrub = (text: string): string => text.replace(keys, hidden).replace(announced, `$1${hidden}`)

/** Blanks these very secrets, whatever they look like, and everything that looks like one. */
export function hideSecrets (text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text
  for (const secret of secrets) if (secret !== undefined && secret.length >= 6) clean = clean.replaceAll(secret, hidden)
  return scrub(clean)
}
