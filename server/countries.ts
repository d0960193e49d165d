import { createRequire } from 'node:module'
import { isIPv6 } from 'node:net'
import maxmind, { type Reader } from 'maxmind'

/** MaxMind's own databases nest the code; those of ip-location-db say it plainly. */
type Entry = { country_code?: string; country?: { iso_code?: string } }

export interface Countries {
  /** ISO 3166-1 alpha-2; `null` for addresses that belong to no country, as those of one's own network. */
  of(ip: string): string | null
  /** The day the table was made on. */
  readonly date: string
}

/** The registries' own records of who holds which addresses, as ip-location-db publishes them (CC0). */
const bundled = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'

/** Reads a table of countries (`.mmdb`) into memory: no address leaves the process to be looked up. */
export const readCountries = async (path?: string): Promise<Countries> => {
  const file = path ?? createRequire(import.meta.url).resolve(bundled)
  const reader = (await maxmind.open<never>(file)) as unknown as Reader<never>
  const knowsV6 = reader.metadata.ipVersion === 6
  return {
    of(ip) {
      const address = ip.replace(/^::ffff:(?=\d+\.)/i, '')
      if (isIPv6(address) && !knowsV6) return null
      const entry = maxmind.validate(address) ? (reader.get(address) as Entry | null) : null
      const code = entry?.country_code ?? entry?.country?.iso_code
      return code && /^[A-Z]{2}$/.test(code) ? code : null
    },
    date: new Date(reader.metadata.buildEpoch).toISOString().slice(0, 10),
  }
}
