import { html, type Node } from '../../pages/html.ts'

export type PictureName = 'vehicle' | 'file' | 'trip' | 'album' | 'field'

/** Small scenes in the colours of the page; they say nothing that the words beside them do not. */
export const Picture = ({ name }: { name: PictureName }): Node =>
  html`<svg class="start-picture" viewBox="0 0 120 72" aria-hidden="true" focusable="false">
    ${scenes[name]}
  </svg>`

const scenes: Readonly<Record<PictureName, Node>> = {
  vehicle: html`<g>
    <path class="pic-road" d="M-80 66C0 66 22 36 54 34s40-24 150-26" />
    <path class="pic-dash" d="M-80 66C0 66 22 36 54 34s40-24 150-26" />
    <path class="pic-mark" d="M54 36c-6-7-9-11-9-16a9 9 0 0 1 18 0c0 5-3 9-9 16Z" />
    <circle class="pic-light" cx="54" cy="20" r="3.4" />
    <circle class="pic-soft" cx="96" cy="17" r="3" />
    <circle class="pic-soft" cx="18" cy="53" r="3" />
  </g>` as Node,
  file: html`<g>
    <path class="pic-sheet" d="M38 12h30l14 14v36H38z" />
    <path class="pic-fold" d="M68 12v14h14" />
    <path class="pic-line" d="M46 36h20M46 44h28" />
    <circle class="pic-mark" cx="84" cy="52" r="12" />
    <path class="pic-arrow" d="M84 58V46m-5 5 5-5 5 5" />
  </g>` as Node,
  trip: html`<g>
    <path class="pic-hill" d="M-80 90V64l50-16 20 12 36-28 20 18 24-30 40 36 90 10v30Z" />
    <circle class="pic-sun" cx="98" cy="18" r="8" />
    <path class="pic-dash" d="M14 62c20 2 22-10 40-8s26 10 46-6" />
    <circle class="pic-mark" cx="14" cy="62" r="4" />
    <circle class="pic-mark" cx="54" cy="54" r="4" />
    <circle class="pic-mark" cx="100" cy="48" r="4" />
  </g>` as Node,
  album: html`<g>
    <path class="pic-sheet" d="M30 18l44-8 8 42-44 8z" />
    <path class="pic-sheet" d="M46 20h46v42H46z" />
    <path class="pic-hill" d="M50 56V50l10-10 9 8 8-10 11 12v6Z" />
    <circle class="pic-sun" cx="60" cy="31" r="4" />
  </g>` as Node,
  field: html`<g>
    <path class="pic-sheet" d="M18 14h84v46H18z" />
    <path class="pic-line" d="M18 26h84M46 14v46M74 14v46" />
    <rect class="pic-mark" x="22" y="31" width="20" height="9" rx="3" />
    <rect class="pic-live" x="50" y="42" width="20" height="9" rx="3" />
    <rect class="pic-mark" x="78" y="33" width="20" height="9" rx="3" />
    <rect class="pic-soft" x="22" y="46" width="20" height="9" rx="3" />
  </g>` as Node,
}
