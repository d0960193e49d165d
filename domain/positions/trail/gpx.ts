import type { Position } from '../position.ts'
import type { Segment } from './segments.ts'

/**
 * The trail as GPX 1.1 (https://www.topografix.com/GPX/1/1/): one track, a `trkseg` for each segment. Speed (m/s) and
 * course stand in Garmin's TrackPointExtension v2, which is what most programs read.
 */
export const toGpx = (segments: readonly Segment[], name: string): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Fleeting" xmlns="http://www.topografix.com/GPX/1/1"' +
      ' xmlns:tpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">',
    `<trk><name>${escapeXml(name)}</name>`,
    ...segments.map((segment) => `<trkseg>\n${segment.map(toPoint).join('\n')}\n</trkseg>`),
    '</trk>',
    '</gpx>',
    '',
  ].join('\n')

const toPoint = (position: Position): string => {
  const { latE7, lonE7, altitude, recordedAt } = position
  const lon = lonE7 === 1_800_000_000 ? -lonE7 : lonE7 // the schema excludes +180
  const elevation = altitude === null ? '' : `<ele>${altitude.toFixed(1)}</ele>`
  const time = `<time>${new Date(recordedAt).toISOString()}</time>`
  return `<trkpt lat="${decimal(latE7)}" lon="${decimal(lon)}">${elevation}${time}${extensions(position)}</trkpt>`
}

/** Written out, because `xsd:decimal` knows no exponent and 1e-7 would print as one. */
const decimal = (e7: number): string => {
  const digits = String(Math.abs(e7)).padStart(8, '0')
  return `${e7 < 0 ? '-' : ''}${digits.slice(0, -7)}.${digits.slice(-7)}`
}

const extensions = ({ speed, heading }: Position): string => {
  if (speed === null && heading === null) return ''
  const metresPerSecond = speed === null ? '' : `<tpx:speed>${(speed / 3.6).toFixed(2)}</tpx:speed>`
  const course = heading === null ? '' : `<tpx:course>${(heading % 360).toFixed(2)}</tpx:course>`
  return `<extensions><tpx:TrackPointExtension>${metresPerSecond}${course}</tpx:TrackPointExtension></extensions>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Leaves out what XML 1.0 §2.2 does not allow as a character, escaped or not. */
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (char) => entities[char]!)
