import ipaddr from 'ipaddr.js'

/** `public`: anybody may be sent there. `private`: only for providers that an operator made. `forbidden`: never. */
export type AddressClass = 'public' | 'private' | 'forbidden'

/** Cloud metadata services outside the link-local range: Azure's wire server, Oracle's, Alibaba's, AWS's over IPv6. */
const metadata = new Set(['168.63.129.16', '192.0.0.192', '100.100.100.200', 'fd00:ec2::254', 'fd20:ce::254'])

const privateRanges = new Set(['loopback', 'private', 'carrierGradeNat', 'uniqueLocal'])

/** Decides by the number, never by the spelling: mapped IPv6 counts as its IPv4, tunnels into IPv4 are refused. */
export function classifyAddress (address: string): AddressClass {
  if (!ipaddr.isValid(address)) return 'forbidden'
  const ip = ipaddr.process(address)
  if (metadata.has(ip.toString())) return 'forbidden'
  const range = ip.range()
  if (range === 'unicast') return 'public'
  return privateRanges.has(range) ? 'private' : 'forbidden'
}

/** Whether a connection to this address may be made. */
export const mayConnect = (address: string, allowsPrivate: boolean): boolean => {
  const kind = classifyAddress(address)
  return kind === 'public' || (kind === 'private' && allowsPrivate)
}
