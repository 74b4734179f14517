import { type ErrorKind, GatewayError } from '../core/errors.ts'
import type { ProviderRecord } from '../core/ports.ts'

/** Every `code` on the way down to what went wrong first. */
const findCodes = (thrown: unknown, depth = 0): string[] => {
  if (!(thrown instanceof Error) || depth > 8) return []
  const { code } = thrown as NodeJS.ErrnoException
  const inner = [thrown.cause, ...thrown instanceof AggregateError ? thrown.errors : []]
  return [...typeof code === 'string' ? [code] : [], ...inner.flatMap(cause => findCodes(cause, depth + 1))]
}

const wrongPath = 'The server answers, but has no list of models here. Check the base URL; it usually ends in /v1.'

/** By error code of the connection. */
const byCode: [RegExp, string][] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'The name in the base URL cannot be resolved. Check its spelling and this server’s DNS.'],
  [/^ECONNREFUSED$/, 'Nothing listens at this address. Check that the service runs, the port, and that it can be reached from this server (inside a container, localhost is the container).'],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, 'There is no way to this address from this server. Check the network and the firewall.'],
  [/^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, 'The address does not answer at all. Check the host, the port and the firewall.'],
  [/^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/, 'The server does not speak TLS on this port. Try http:// instead of https://.'],
  [/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/, 'The server’s TLS certificate is not trusted. If it is your own, start Parlance with NODE_EXTRA_CA_CERTS naming your CA’s file.'],
  [/^(ERR_SSL|EPROTO)/, 'TLS with the server failed. Check whether the base URL should begin with http:// or https://.'],
]

const byStatus: Record<number, string> = {
  404: wrongPath,
  405: wrongPath,
  410: wrongPath,
  301: 'The server redirects elsewhere, which is not followed. Put the address it redirects to into the base URL.',
  302: 'The server redirects elsewhere, perhaps to a login page. Check the base URL.',
  307: 'The server redirects elsewhere, which is not followed. Put the address it redirects to into the base URL.',
  308: 'The server redirects elsewhere, which is not followed. Put the address it redirects to into the base URL.',
}

const byKind: Partial<Record<ErrorKind, string>> = {
  upstream_timeout: 'The server accepted the connection but did not answer in time. It may be overloaded, or the port may belong to something else.',
  upstream_rate_limited: 'Address and key work, but the provider asks to slow down. Try again later.',
  upstream_quota_exhausted: 'Address and key work, but the account has no credit left.',
  upstream_overloaded: 'The address works, but the provider is overloaded or still loading. Try again later.',
  upstream_bad_response: 'The server answers, but not as this kind of provider does. Check the kind and the base URL, which usually ends in /v1.',
  upstream_cut: 'The server closed the connection. Check whether the base URL should begin with http:// or https://.',
  upstream_failed: 'The provider answers with an error of its own. Check its status page or its log.',
  upstream_unreachable: 'No connection could be made. Check the base URL.',
  egress_blocked: 'This address is private or reserved. Private addresses are only for providers that an admin made; metadata and link-local ones are never called.',
}

const findAuthHint = ({ settings }: ProviderRecord): string => settings.apiKey === undefined
  ? 'The provider wants an API key, and none is set.'
  : 'Check that the API key is complete, active and made for this service.'

/** What to do about a failed test. */
export const findHint = (error: GatewayError, record: ProviderRecord): string | undefined => {
  if (error.kind === 'upstream_auth_failed') return findAuthHint(record)
  if (error.kind === 'egress_blocked') return byKind.egress_blocked
  const codes = findCodes(error)
  return byCode.find(([pattern]) => codes.some(code => pattern.test(code)))?.[1] ??
    byStatus[error.more.upstream?.status ?? 0] ?? byKind[error.kind]
}
