import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'
import { worldShapes } from './app/analytics/build-world.ts'
import { assetsPath, entries, workerFile } from './pages/assets.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

/** Browser code for the browsers of the last three years; `outDir` keeps the map tiles that lie beside it. */
export const viteConfig = ({ landVersion }: { landVersion: string }): InlineConfig => ({
  root,
  base: assetsPath,
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: 'warn',
  plugins: [worldShapes()],
  define: { __LAND_VERSION__: JSON.stringify(landVersion) },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    assetsDir: '.',
    manifest: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // an inlined worker would need blob: or data: in the policy
    chunkSizeWarningLimit: 1500, // MapLibre is one large chunk, loaded after the words are on the screen
    rolldownOptions: {
      input: Object.values(entries).map((entry) => root + entry),
      output: { codeSplitting: { groups: shared } },
    },
  },
})

/**
 * What several pages begin with. Left alone, the bundler makes a file of each set of pages that share something: a dozen
 * for a shared vehicle, half of them smaller than the headers that come along. A few modules that a page does not need
 * cost less than the requests did.
 */
const shared = [
  {
    name: 'socket',
    priority: 3,
    test: /node_modules[\\/](@?socket\.io|engine\.io)|[\\/]live[\\/]socket\.ts/,
  },
  {
    name: 'base', // its styles too: they come first, for all others build on them
    priority: 2,
    test: /[\\/](tokens|base|last)\.css$|node_modules[\\/](preact|htm)[\\/]|preload-helper|[\\/]live[\\/](clock|way)\.ts|[\\/]pages[\\/](after-paint|dial|format|html|icons|language-choice|live-page|plain|subject|time-left|time-spent|words)\.ts/,
  },
  {
    name: 'moving',
    priority: 1,
    minShareCount: 2,
    test: /[\\/]live[\\/]watch-link\.ts|[\\/]pages[\\/](ended|pad-map|share|share-map)\.ts/,
  },
]

/** The service worker is one file: browsers take no imports in it everywhere, and compare it by its bytes. */
export const workerConfig: InlineConfig = {
  root,
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    rollupOptions: {
      input: `${root}app/worker/worker.ts`,
      output: { format: 'iife', entryFileNames: workerFile },
    },
  },
}
