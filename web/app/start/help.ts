import { html, type Node } from '../../pages/html.ts'
import type { StartWords } from './words.ts'

/** Short answers to what is asked first. */
export const Help = ({ w }: { w: StartWords }): Node =>
  html`<section class="start-help" aria-labelledby="help">
    <h2 class="section-title" id="help">${w.help}</h2>
    <${Answer} title=${w.phonesTitle} lines=${[w.phones1, w.phones2, w.phones3]} />
    <${Answer} title=${w.linksTitle} lines=${[w.links1, w.links2, w.links3]} />
    <${Answer} title=${w.keysTitle} lines=${[w.keys1, w.keys2, w.keys3]} />
    <${Answer} title=${w.installTitle} lines=${[w.install1, w.install2]} />
  </section>`

const Answer = ({ title, lines }: { title: string; lines: readonly string[] }): Node =>
  html`<details class="panel answer">
    <summary>${title}</summary>
    <ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
  </details>`
