import ipaddr from 'ipaddr.js'

/**
 * Public by the registries, and yet each cloud's own: Azure's host agent. Those of the others (169.254.169.254,
 * 100.100.100.200, 192.0.0.192, fd00:ec2::254) lie in ranges that are refused anyway.
 */
const alsoInside = new Set(['168.63.129.16'])

/** https://www.iana.org/assignments/ipv6-unicast-address-assignments: all that is handed out to the internet so far. */
const global6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]

/**
 * Whether packets to this address leave for the internet, and for nothing nearer. What carries an IPv4 address inside
 * (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) is refused as a whole: nobody needs it to be reached.
 */
export const isPublicAddress = (text: string): boolean => {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast' || alsoInside.has(address.toString())) return false
  if (address instanceof ipaddr.IPv4) return true
  const [, , , , isatapHigh, isatap] = (address as ipaddr.IPv6).parts
  return (address as ipaddr.IPv6).match(global6) && !(isatap === 0x5efe && (isatapHigh! & 0xfdff) === 0)
}

/** Names that mean this machine or this network, whatever a resolver says; RFC 6761, 6762, 8375, 7686, and by custom. */
const insideNames =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|onion|test|invalid)$/

/** A name with a dot in it, of the public tree as far as that can be told without asking. */
export const isPublicName = (host: string): boolean =>
  host.length <= 253 && host.includes('.') && !host.endsWith('.') && !insideNames.test(host)
