import { fileURLToPath } from 'node:url'
import type { InlineConfig, Plugin } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
export const sdkFolder = fileURLToPath(new URL('../dist/sdk', import.meta.url))

interface Versions {
  readonly landVersion: string
  /** Of what the script tag fetches later on: it must never meet the pieces of another build in a cache. */
  readonly sdkVersion: string
}

/** What other sites load: a module in pieces, and one file for a script tag, which imports the same pieces. */
export const sdkConfigs = (versions: Versions): readonly InlineConfig[] => [
  {
    ...common(versions),
    build: {
      ...building,
      rolldownOptions: {
        input: { fleeting: `${here}index.ts`, parts: `${here}parts.ts` },
        preserveEntrySignatures: 'exports-only',
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  {
    ...common(versions),
    build: {
      ...building,
      rolldownOptions: {
        input: `${here}global.ts`,
        transform: { define: { 'import.meta': '{}' } }, // a script tag has none; Vite's helper asks first
        output: { format: 'iife', entryFileNames: 'fleeting.global.js' },
      },
    },
  },
]

const common = ({ landVersion, sdkVersion }: Versions): InlineConfig => ({
  root: fileURLToPath(new URL('..', import.meta.url)),
  base: './', // wherever the service is: pieces are found beside the script
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: 'warn',
  plugins: [withoutStyles],
  define: { __LAND_VERSION__: JSON.stringify(landVersion), __SDK_VERSION__: JSON.stringify(sdkVersion) },
})

const building = {
  outDir: sdkFolder,
  emptyOutDir: false,
  assetsDir: '.',
  target: 'es2022',
  modulePreload: false,
  assetsInlineLimit: 0,
  chunkSizeWarningLimit: 1500,
} as const

/** Styles go into the shadow that they are for, as text; what a module would put on the page is left out. */
const withoutStyles: Plugin = {
  name: 'without-styles',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('.css') ? '\0no-style' : null),
  load: (id) => (id === '\0no-style' ? '' : null),
}
