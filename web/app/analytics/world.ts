/** The countries of the world in a plane, in the units of its view box. */
export interface World {
  readonly width: number
  readonly height: number
  /** ISO 3166-1 alpha-2, and the path. */
  readonly shapes: readonly (readonly [code: string, d: string])[]
  /** Countries that are too small for a shape. */
  readonly points: readonly (readonly [code: string, x: number, y: number])[]
}
