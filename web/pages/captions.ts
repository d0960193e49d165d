import type { Language } from '../../domain/problem.ts'
import { html, type Node } from './html.ts'
import type { VisitorAsset } from './visitor.ts'
import { visitorWords } from './visitor-words.ts'

/** Words that a player shows with a film. */
export interface Caption {
  readonly src: string
  /** As the file's name says, `pt-BR`; `null` where it says nothing. */
  readonly language: string | null
}
type Named = Pick<VisitorAsset, 'filename' | 'preview'>

/** `tour.vtt` and `tour.pt-BR.vtt` are the captions of `tour.mp4`, where they lie beside it. */
export const captionsOf = (film: Pick<Named, 'filename'>, beside: readonly Named[]): Caption[] => {
  const stem = film.filename.replace(/\.[^.]*$/, '').toLowerCase()
  return beside.flatMap(({ filename, preview }): Caption[] => {
    const name = filename.toLowerCase()
    if (preview === null || !name.endsWith('.vtt') || !name.startsWith(`${stem}.`)) return []
    if (name === `${stem}.vtt`) return [{ src: preview, language: null }]
    const language = languageOf(filename.slice(stem.length + 1, -'.vtt'.length))
    return language === null ? [] : [{ src: preview, language }]
  })
}

/** Each film of an album with the captions that lie in the album, too: nothing is shown that was not shared. */
export const withCaptions = (items: readonly VisitorAsset[]): VisitorAsset[] =>
  items.map((item) => (item.kind === 'video' ? { ...item, captions: captionsOf(item, items) } : item))

/** A tag that names a language, in its usual spelling; what else stands between two points is none. */
const languageOf = (tag: string): string | null => {
  if (!/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(tag)) return null
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? null
  } catch {
    return null
  }
}

/** Nobody is shown them unasked: the player has a button for them. */
export const Tracks = ({ captions, lang }: { captions: readonly Caption[]; lang: Language }): Node[] =>
  captions.map(
    ({ src, language }) => html`<track
      key=${src}
      kind="captions"
      src=${src}
      srclang=${language ?? undefined}
      label=${(language && new Intl.DisplayNames([lang], { type: 'language' }).of(language)) ?? visitorWords[lang].captions}
    />`,
  )
