import { useEffect, useRef, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { Glyph, type GlyphName } from '../../pages/icons.ts'
import { useApp } from '../context.ts'
import { filesWords } from './words.ts'

interface Filter {
  readonly kind: string
  readonly search: string
  readonly sort: string
  readonly view: string
}
const kinds = ['image', 'video', 'audio', 'pdf', 'document', 'other'] as const
const orders = ['newest', 'oldest', 'title', 'largest'] as const
/** Somebody who still types has not asked yet. */
const restMs = 300

/** Which files, in which order, and how they are shown. */
export const Filters = ({
  filter,
  onChange,
}: {
  filter: Filter
  onChange: (to: Partial<Filter>) => void
}): Node => {
  const w = filesWords[useApp().lang]
  const [typed, type] = useState(filter.search)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => type(filter.search), [filter.search])
  useEffect(() => {
    if (typed.trim() === filter.search) return
    const rest = setTimeout(() => latest.current({ search: typed.trim() }), restMs)
    return () => clearTimeout(rest)
  }, [typed])
  const chosenIn = (event: Event) => (event.currentTarget as HTMLSelectElement).value
  const view = (name: '' | 'rows', glyph: GlyphName, word: string) =>
    html`<button type="button" class="button" aria-pressed=${filter.view === name} aria-label=${word} title=${word} onClick=${() => onChange({ view: name })}>
      <${Glyph} name=${glyph} />
    </button>`

  return html`<form class="toolbar file-filters" role="search" onSubmit=${(event: Event) => event.preventDefault()}>
    <p class="field file-search">
      <label for="file-search">${w.search}</label>
      <input id="file-search" type="search" value=${typed} maxlength="200" onInput=${(event: Event) => type(chosenIn(event))} />
    </p>
    <p class="field">
      <label for="file-kind">${w.kind}</label>
      <select id="file-kind" onChange=${(event: Event) => onChange({ kind: chosenIn(event) })}>
        <option value="" selected=${filter.kind === ''}>${w.allKinds}</option>
        ${kinds.map((kind) => html`<option key=${kind} value=${kind} selected=${filter.kind === kind}>${w[`${kind}s`]}</option>`)}
      </select>
    </p>
    <p class="field">
      <label for="file-sort">${w.sort}</label>
      <select id="file-sort" onChange=${(event: Event) => onChange({ sort: chosenIn(event) })}>
        ${orders.map((order) => html`<option key=${order} value=${order === 'newest' ? '' : order} selected=${filter.sort === order}>${w[order]}</option>`)}
      </select>
    </p>
    <div class="buttons" role="group" aria-label=${w.view}>
      ${view('', 'grid', w.grid)}${view('rows', 'rows', w.rows)}
    </div>
  </form>`
}
