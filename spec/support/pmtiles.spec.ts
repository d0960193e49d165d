import { expect } from 'chai'
import { Compression, TileType } from 'pmtiles'
import { readArchive } from './pmtiles.ts'
import { packStreets } from './streets.ts'

const tileAt = (lon: number, lat: number, z: number) => {
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2
  return [z, Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(y * 2 ** z)] as const
}

describe('an archive of streets', () => {
  for (const compression of ['none', 'gzip'] as const)
    it(`is read by the library of its format, packed with ${compression}`, async () => {
      const archive = readArchive(packStreets({ compression }))

      const header = await archive.getHeader()
      expect(header).to.include({
        specVersion: 3,
        tileType: TileType.Mvt,
        minZoom: 0,
        maxZoom: 14,
        clustered: true,
      })
      expect(header.tileCompression).to.equal(compression === 'gzip' ? Compression.Gzip : Compression.None)
      expect(header.minLon).to.be.below(header.maxLon)
      const { vector_layers } = (await archive.getMetadata()) as { vector_layers: { id: string }[] }
      expect(vector_layers.map(({ id }) => id)).to.include.members([
        'earth',
        'water',
        'roads',
        'buildings',
        'places',
      ])
      const place = tileAt(header.centerLon, header.centerLat, 0)
      const world = await archive.getZxy(...place)
      expect(Buffer.from(world!.data).includes('roads')).to.equal(true)
    })

  it('has each tile where its directory says', async () => {
    const archive = readArchive(packStreets())
    const { centerLon, centerLat, minLon, maxLat } = await archive.getHeader()

    for (let zoom = 0; zoom <= 14; zoom += 1) {
      const tile = await archive.getZxy(...tileAt(centerLon, centerLat, zoom))
      expect(Buffer.from(tile!.data).includes('earth'), `at zoom ${zoom}`).to.equal(true)
    }
    expect(await archive.getZxy(...tileAt(minLon - 1, maxLat + 1, 14))).to.equal(undefined)
  })
})
