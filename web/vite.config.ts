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
    rollupOptions: { input: Object.values(entries).map((entry) => root + entry) },
  },
})

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
