import { addProtocol, type Map as GlMap } from 'maplibre-gl'
import { type MapColours, readMapColours } from './colours.ts'
import { fetchStyle, styleTimeout } from './fetch-style.ts'
import { type MapStyle, outlinesStyle, pmtilesStyle } from './style.ts'

declare const __LAND_VERSION__: string

export interface MapSource {
  readonly styleUrl: string | null
  readonly pmtilesUrl: string | null
  /** The folder of the land outlines, where it is not the one beside the page's own scripts. */
  readonly landUrl?: string
}
type StyleFor = (colours: MapColours) => MapStyle
interface Better {
  readonly styleFor: StyleFor
  /** Without tiles it would be an empty sheet, worse than the outlines. */
  readonly needsTiles: boolean
}

const landTilesOf = ({ landUrl }: MapSource): string => {
  const folder = landUrl ?? `${new URL(import.meta.env.BASE_URL, location.href).href}land/`
  return `${folder}{z}/{x}/{y}.pbf?v=${__LAND_VERSION__}`
}

export const outlinesOf =
  (source: MapSource): StyleFor =>
  (colours) =>
    outlinesStyle(colours, landTilesOf(source))

/** Puts the best base map under what is drawn, beginning with the outlines, and follows day and night. */
export const dressMap = (map: GlMap, source: MapSource): (() => void) => {
  const outlines = outlinesOf(source)
  let styleFor = outlines
  const night = matchMedia('(prefers-color-scheme: dark)')
  const wear = (next: StyleFor) => {
    styleFor = next
    map.setStyle(next(readMapColours(map.getContainer())), { diff: false })
  }
  const onNight = () => wear(styleFor)
  night.addEventListener('change', onNight)

  let gone = false
  betterThanOutlines(source).then((better) => {
    if (!better || gone) return
    wear(better.styleFor)
    if (better.needsTiles) outlinesIfNothingCame(map, () => !gone && wear(outlines))
  })
  return () => {
    gone = true
    night.removeEventListener('change', onNight)
  }
}

const betterThanOutlines = async (source: MapSource): Promise<Better | null> => {
  const { styleUrl, pmtilesUrl } = source
  const style = styleUrl && (await fetchStyle(new URL(styleUrl, location.href).href))
  if (style) return { styleFor: () => style, needsTiles: true }
  return pmtilesUrl ? pmtilesFor(new URL(pmtilesUrl, location.href).href, landTilesOf(source)) : null
}

const pmtilesFor = async (archive: string, landTiles: string): Promise<Better | null> => {
  const { PMTiles, Protocol, TileType } = await import('pmtiles')
  const file = new PMTiles(archive)
  const header = await Promise.race([file.getHeader().catch(() => null), patience()])
  if (header?.tileType !== TileType.Mvt) return null
  const protocol = new Protocol()
  protocol.add(file)
  addProtocol('pmtiles', protocol.tile)
  return { styleFor: (colours) => pmtilesStyle(colours, landTiles, archive), needsTiles: false }
}

/** A style can be read while its tiles cannot. */
const outlinesIfNothingCame = (map: GlMap, fallBack: () => void) => {
  let came = false
  const onData = (event: { tile?: unknown; sourceId?: string }) => {
    came ||= event.tile !== undefined && !ours.has(event.sourceId ?? '')
  }
  map.on('sourcedata', onData)
  setTimeout(() => {
    map.off('sourcedata', onData)
    if (!came) fallBack()
  }, styleTimeout)
}

const ours = new Set(['land', 'grid', 'history', 'accuracy', 'tails', 'fleet', 'trail', 'gaps'])

const patience = () => new Promise<null>((resolve) => setTimeout(resolve, styleTimeout, null))
