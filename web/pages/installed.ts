import type { Language } from '../../domain/problem.ts'
import { assetsPath } from './assets.ts'
import { html, type Node } from './html.ts'
import { words } from './words.ts'

/** As `--paper` in tokens.css, by day and by night: what is around a page has no style sheet. */
export const themeColors = { light: '#f4efe4', dark: '#0e1618' } as const

/** Raise it with the drawing: icons are kept for good. */
const drawing = 1
const iconUrl = (name: string) => `${assetsPath}icons/${name}.png?v=${drawing}`
const icon = (name: string, pixels: number, purpose: string) => ({
  src: iconUrl(name),
  sizes: `${pixels}x${pixels}`,
  type: 'image/png',
  purpose,
})

/** What a browser needs to know to install the app: https://www.w3.org/TR/appmanifest/ */
export const webManifest = (lang: Language) => {
  const w = words[lang]
  const icons = [icon('icon-192', 192, 'any')]
  const shortcut = (name: string, place: string) => ({ name, url: `/#/${place}`, icons })
  return {
    id: '/',
    name: 'Fleeting',
    short_name: 'Fleeting',
    description: w.appDescription,
    lang,
    dir: 'ltr',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    theme_color: themeColors.light,
    background_color: themeColors.light,
    icons: [
      ...icons,
      icon('icon-512', 512, 'any'),
      icon('maskable-512', 512, 'maskable'),
      icon('monochrome-512', 512, 'monochrome'),
    ],
    shortcuts: [
      shortcut(w.shortcutFleet, 'fleet'),
      shortcut(w.shortcutFiles, 'assets'),
      shortcut(w.shortcutLinks, 'links'),
    ],
    share_target: {
      action: '/share-target',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { title: 'title', text: 'text', url: 'url', files: [{ name: 'files', accept: ['*/*'] }] },
    },
  }
}

/** For the head of the app's page. By the credentials the manifest comes in the language that was chosen. */
export const installedHead = (lang: Language): Node =>
  html`<meta name="description" content=${words[lang].appDescription} />
    <link rel="manifest" href="/manifest.webmanifest" crossorigin="use-credentials" />
    <link rel="apple-touch-icon" href=${iconUrl('apple-180')} />
    <meta name="apple-mobile-web-app-title" content="Fleeting" />
    <meta name="theme-color" media="(prefers-color-scheme: light)" content=${themeColors.light} />
    <meta name="theme-color" media="(prefers-color-scheme: dark)" content=${themeColors.dark} />` as Node
