import { resolve } from 'node:path'
import type { Config } from './config.ts'
import { archiveFault, mapHostsOf } from './web-files.ts'

const isUrl = (text: string): boolean => /^https?:/.test(text)

/** Where pages find streets. A local archive is served by this service itself. */
export const mapOf = ({ MAP_STYLE_URL, PMTILES }: Pick<Config, 'MAP_STYLE_URL' | 'PMTILES'>) => ({
  styleUrl: MAP_STYLE_URL ?? null,
  pmtilesUrl: PMTILES ? (isUrl(PMTILES) ? PMTILES : '/map/tiles.pmtiles') : null,
})

/** The path of a local archive of streets. */
export const archiveOf = ({ PMTILES }: Pick<Config, 'PMTILES'>): string | undefined =>
  PMTILES && !isUrl(PMTILES) ? resolve(PMTILES) : undefined

/** What is wrong with a local archive, in words for people; `undefined` where nothing is. */
export const faultOfArchive = async (config: Pick<Config, 'PMTILES'>): Promise<string | undefined> => {
  const path = archiveOf(config)
  const fault = path && (await archiveFault(path))
  return fault ? `PMTILES ${path} ${fault}` : undefined
}

/**
 * The hosts that the map's style loads from, as far as they are known. Nobody waits for a map that may be out of reach:
 * until it answers, pages draw their own outlines.
 */
export const knownMapHosts = (styleUrl: string | null): (() => readonly string[]) => {
  let known: readonly string[] = []
  const ask = async (url: string) => {
    const hosts = await mapHostsOf(url)
    if (hosts) known = hosts
    else setTimeout(ask, 30_000, url).unref()
  }
  if (styleUrl) void ask(styleUrl)
  return () => known
}
