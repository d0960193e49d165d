import { assetsOf, entries, type Manifest, stylesOnly } from '../web/pages/assets.ts'
import { html } from '../web/pages/html.ts'
import { QuoteSheet, type QuoteSheetProps } from '../web/pages/quote-sheet.ts'
import { renderPage } from '../web/pages/render.ts'

/** A quote as the office prints it: what its customer sees, with whom it is for, and nothing to press. */
export const renderQuote = (
  quote: QuoteSheetProps['quote'],
  { manifest, ...sheet }: Omit<QuoteSheetProps, 'quote'> & { readonly manifest: Manifest },
): string =>
  renderPage(
    html`<main class="visitor narrow quote-page"><${QuoteSheet} quote=${quote} ...${sheet} /></main>`,
    {
      lang: sheet.lang,
      title: `${quote.number} · ${quote.title}`,
      assets: stylesOnly(assetsOf(manifest, entries.visitor)),
    },
  )
