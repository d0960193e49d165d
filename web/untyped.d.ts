// Packages without types of their own, and what Vite gives to browser code.
declare module 'topojson-client' {
  export const feature: (topology: unknown, object: unknown) => import('geojson').FeatureCollection
}
declare module 'vt-pbf' {
  export const fromGeojsonVt: (
    layers: Record<string, unknown>,
    options: { version: 2; extent: number },
  ) => Uint8Array
}
/** The part of `qrcode` that draws nothing: a fifth of the whole. */
declare module 'qrcode/lib/core/qrcode.js' {
  export { create } from 'qrcode'
}
declare module '*.css'
declare module '*.css?inline' {
  const text: string
  export default text
}
declare module '*?url' {
  const url: string
  export default url
}
interface ImportMeta {
  readonly env: { readonly BASE_URL: string }
  /** https://vite.dev/guide/features.html#glob-import */
  glob<T>(
    pattern: string,
    options: {
      readonly query: string
      readonly import: string
      readonly eager: true
      readonly exhaustive: true
    },
  ): Record<string, T>
}

declare module 'virtual:world-shapes' {
  const world: import('./app/analytics/world.ts').World
  export default world
}
