/** What `web/dist/.vite/manifest.json` holds, as far as pages need it. */
export interface ManifestChunk {
  readonly file: string
  readonly css?: readonly string[]
  readonly imports?: readonly string[]
}
export type Manifest = Readonly<Record<string, ManifestChunk>>

/** Where the built files are served; Vite's `base` is the same. */
export const assetsPath = '/assets/'

/** The entries of the build, by the name they carry in the manifest. */
export const entries = {
  share: 'pages/share-client.ts',
  /** A visit: its technician on a map, and how it was. */
  visit: 'pages/visit-client.ts',
  /** Everything shared that needs no map. */
  visitor: 'pages/visitor-client.ts',
  /** A session on a file. */
  collab: 'collab/main.ts',
  /** A session seen again. */
  replay: 'collab/replay-main.ts',
  app: 'app/main.ts',
  docs: 'pages/docs.css',
} as const

/** The app's service worker in the build; the server gives it an address of its own. */
export const workerFile = 'worker/worker.js'

export interface PageAssets {
  /** Null on a page that needs no script. */
  readonly script: string | null
  readonly styles: readonly string[]
  readonly preloads: readonly string[]
}

/** The addresses a page needs at once. Lazy chunks, the map among them, are left to the script. */
export const assetsOf = (manifest: Manifest, entry: string): PageAssets => {
  const chunk = manifest[entry]
  if (!chunk) throw new Error(`The build has no entry ${entry}; run "npm run build".`)
  const imported = importsOf(manifest, entry)
  const styles = [...imported, chunk].flatMap(({ css = [] }) => css)
  return {
    script: assetsPath + chunk.file,
    styles: [...new Set(styles)].map((file) => assetsPath + file),
    preloads: imported.map(({ file }) => assetsPath + file),
  }
}

/** The same look without the script: for pages that are complete as they are. */
export const stylesOnly = ({ styles }: PageAssets): PageAssets => ({ script: null, styles, preloads: [] })

const importsOf = (manifest: Manifest, entry: string, seen = new Set<string>()): ManifestChunk[] =>
  (manifest[entry]?.imports ?? []).flatMap((name) => {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) return []
    seen.add(name)
    return [...importsOf(manifest, name, seen), chunk]
  })
