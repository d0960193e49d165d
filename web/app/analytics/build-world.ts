import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { geoArea, geoNaturalEarth1, geoPath } from 'd3-geo'
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import { feature } from 'topojson-client'
import type { Plugin } from 'vite'
import type { World } from './world.ts'

const width = 960
const height = 480
/** Nobody looks from there, and it would take a quarter of the room. */
const antarctica = 'AQ'

/** Countries of Natural Earth as paths, and those that are too small for its coarse grade as points. */
export const buildWorld = async (): Promise<World> => {
  const [coarse, fine] = await Promise.all([countriesOf('110m'), countriesOf('50m')])
  const all: FeatureCollection = { type: 'FeatureCollection', features: coarse.map(({ shape }) => shape) }
  const projection = geoNaturalEarth1().fitSize([width, height], all)
  const path = geoPath(projection).digits(1)
  const drawn = new Set(coarse.map(({ code }) => code))
  return {
    width,
    height,
    shapes: coarse.flatMap(({ code, shape }) => {
      const d = path(shape)
      return d ? [[code, d] as const] : []
    }),
    points: fine
      .filter(({ code, shape }) => !drawn.has(code) && geoArea(shape) > 0)
      .map(({ code, shape }) => {
        const [x, y] = path.centroid(shape)
        return [code, Math.round(x), Math.round(y)] as const
      }),
  }
}

const countriesOf = async (grade: string) => {
  const file = createRequire(import.meta.url).resolve(`world-atlas/countries-${grade}.json`)
  const atlas = JSON.parse(await readFile(file, 'utf8'))
  const { features } = feature(atlas, atlas.objects.countries) as unknown as FeatureCollection
  return features.flatMap((shape: Feature<Geometry>) => {
    const code = codeOf(shape)
    return code && code !== antarctica ? [{ code, shape }] : []
  })
}

/** The atlas counts countries by their UN number; the platform knows which two letters it stands for. */
const codeOf = ({ id, properties }: Feature<Geometry>): string | undefined => {
  if (properties?.name === 'Kosovo') return 'XK'
  if (id === undefined) return undefined
  const { region } = new Intl.Locale(`und-${String(id).padStart(3, '0')}`)
  return region && /^[A-Z]{2}$/.test(region) ? region : undefined
}

/** Gives the map to the bundle as a module of its own, which browsers fetch once somebody looks at countries. */
export const worldShapes = (): Plugin => ({
  name: 'world-shapes',
  resolveId: (id) => (id === 'virtual:world-shapes' ? id : null),
  async load(id) {
    return id === 'virtual:world-shapes' ? `export default ${JSON.stringify(await buildWorld())}` : null
  },
})
