import { unpackTrail } from '../../../../domain/positions/trail/packed.ts'
import type { Api } from '../../api.ts'
import { type Past, partsOf, pastOf, type Span } from './past.ts'

const pathOf = (imei: string, { from, to }: Span, format: string): string => {
  const query = new URLSearchParams({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    format,
  })
  return `/api/fleet/vehicles/${encodeURIComponent(imei)}/trail?${query}`
}

/** Every position of the span, packed: some ten bytes each. Null where there is none. */
export const loadPast = async (api: Api, imei: string, span: Span): Promise<Past | null> => {
  const files = await Promise.all(partsOf(span).map((part) => api.file(pathOf(imei, part, 'binary'))))
  const parts = await Promise.all(
    files.map(async (file) => unpackTrail(new Uint8Array(await file.arrayBuffer())).flat()),
  )
  return pastOf(parts)
}

/** Saves what the service writes of the span; of a day with 25 hours, two files. */
export const savePast = async (
  api: Api,
  { imei, name }: { imei: string; name: string },
  span: Span,
  format: 'gpx' | 'geojson',
): Promise<void> => {
  const parts = partsOf(span)
  for (const [i, part] of parts.entries()) {
    const url = URL.createObjectURL(await api.file(pathOf(imei, part, format)))
    const link = document.createElement('a')
    link.href = url
    link.download = `${name} ${new Date(part.from).toISOString().slice(0, 10)}${parts.length > 1 ? ` (${i + 1})` : ''}.${format}`
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 30_000)
  }
}
