import { useEffect, useRef, useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { hasRole, useApp } from '../context.ts'
import { replaceWith } from '../router.ts'
import { typed } from '../share/fields.ts'
import { Field } from '../ui/form.ts'
import { type Filters, hrefFor, kinds, sorts, statuses, types } from './filters.ts'
import { type LinksSpeech, useLinksSpeech } from './speech.ts'

const sortWords: Readonly<Record<(typeof sorts)[number], keyof LinksSpeech>> = {
  '-created': 'sort_newest',
  expires: 'sort_expires',
  '-views': 'sort_views',
  '-last_accessed': 'sort_last',
}
/** Long enough for somebody who is still typing. */
const pause = 300

/** What is shown, and in which order; all of it stands in the address. */
export const FilterBar = ({ filters }: { filters: Filters }): Node => {
  const app = useApp()
  const w = useLinksSpeech()
  const [search, setSearch] = useState(filters.search)
  const [isOpen, open] = useState(false)
  const sent = useRef(filters.search)
  useEffect(() => {
    if (search === sent.current) return
    const timer = setTimeout(() => {
      sent.current = search
      replaceWith(hrefFor({ ...filters, search }))
    }, pause)
    return () => clearTimeout(timer)
  }, [search])
  useEffect(() => {
    if (filters.search === sent.current) return
    sent.current = filters.search // somebody went back
    setSearch(filters.search)
  }, [filters.search])
  const choose = (name: keyof Filters) =>
    typed((value) => replaceWith(hrefFor({ ...filters, search, [name]: value })))
  const any = { value: '', word: w.any }

  return html`<form class="links-bar" role="search" onSubmit=${(event: Event) => event.preventDefault()}>
    <${Field} label=${w.searchLabel} input=${{ name: 'search', type: 'search', maxlength: 100, placeholder: w.searchHint, value: search, onInput: typed(setSearch) }} />
    <button type="button" class="button links-filters" aria-expanded=${String(isOpen)} onClick=${() => open(!isOpen)}><${Glyph} name="sort" />${w.filters}</button>
    <div class=${isOpen ? 'links-picks open' : 'links-picks'}>
    <${Pick} label=${w.status} value=${filters.status} onPick=${choose('status')} options=${[any, ...statuses.map((value) => ({ value, word: w[`status_${value}`] }))]} />
    <${Pick} label=${w.kind} value=${filters.kind} onPick=${choose('kind')} options=${[any, ...kinds.map((value) => ({ value, word: w[`kind_${value}`] }))]} />
    <${Pick} label=${w.whoFilter} value=${filters.type} onPick=${choose('type')} options=${[any, ...types.map((value) => ({ value, word: w[`who_${value}`] }))]} />
    ${
      hasRole(app, 'admin') &&
      html`<${Pick} label=${w.whose} value=${filters.whose} onPick=${choose('whose')} options=${[
        { value: '', word: w.everybodys },
        { value: 'mine', word: w.onlyMine },
      ]} />`
    }
    <${Pick} label=${w.sortBy} value=${filters.sort} onPick=${choose('sort')} options=${sorts.map((value) => ({ value, word: w[sortWords[value]] }))} />
    </div>
  </form>`
}

interface PickProps {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly word: string }[]
  readonly onPick: (event: { currentTarget: HTMLInputElement }) => void
}

const Pick = ({ label, value, options, onPick }: PickProps): Node =>
  html`<label class="field">
    <span class="field-word">${label}</span>
    <select value=${value} onChange=${onPick}>
      ${options.map((one) => html`<option key=${one.value} value=${one.value}>${one.word}</option>`)}
    </select>
  </label>`
