import { useMemo, useState } from 'preact/hooks'
import { html, type Node } from '../../../pages/html.ts'
import { Glyph } from '../../../pages/icons.ts'
import { useApp } from '../../context.ts'
import { hrefOf, replaceWith } from '../../router.ts'
import { Loaded, useLoad } from '../../ui/loading.ts'
import { uiWords } from '../../ui/words.ts'
import type { FleetDesk } from '../fleet-desk.ts'
import type { Car } from '../model.ts'
import { fleetWords } from '../words.ts'
import { loadPast } from './load-past.ts'
import type { Past, Span } from './past.ts'
import { ShownPast } from './shown-past.ts'
import { dayBefore, daySpan, spanOf, today, wallSpan } from './spans.ts'

interface TrailPanelProps {
  readonly desk: FleetDesk
  readonly car: Car
  /** `2026-11-21`, or `2026-11-21T08:00/2026-11-21T12:00`, in the organization's zone; null: the present. */
  readonly past: string | null
}

/** Where a vehicle has been: a day or a span, chosen here and named in the address. */
export const TrailPanel = ({ desk, car, past }: TrailPanelProps): Node => {
  const { lang, zone } = useApp()
  const w = { ...uiWords[lang], ...fleetWords[lang] }
  const date = today(zone, desk.now())
  const yesterday = dayBefore(zone, date)
  const [isOwn, setOwn] = useState(past?.includes('/') ?? false)
  const show = (span: string | null) =>
    replaceWith(hrefOf(`/fleet/${encodeURIComponent(car.imei)}`, { past: span ?? undefined }))
  const day = (of: string, word: string) =>
    html`<button type="button" class="chip" aria-pressed=${String(past === of)} onClick=${() => {
      setOwn(false)
      show(past === of ? null : of)
    }}>${word}</button>`
  const span = useMemo(() => spanFrom(zone, past, desk.now()), [past])

  return html`<section class="fleet-section" aria-label=${w.past}>
    <h2>${w.past}</h2>
    <div class="fleet-days">
      ${day(date, w.today)} ${day(yesterday, w.yesterday)}
      <label class="chip fleet-date">
        <span class="visually-hidden">${w.otherDay}</span>
        <input
          type="date"
          max=${date}
          value=${past && !past.includes('/') ? past : ''}
          onChange=${(event: Event) => {
            const { value } = event.currentTarget as HTMLInputElement
            setOwn(false)
            if (value) show(value)
          }}
        />
      </label>
      <button type="button" class="chip" aria-expanded=${String(isOwn)} onClick=${() => setOwn(!isOwn)}>${w.ownSpan}</button>
      ${past !== null && html`<button type="button" class="chip" onClick=${() => show(null)}><${Glyph} name="close" />${w.toPresent}</button>`}
    </div>
    ${isOwn && html`<${OwnSpan} ...${{ zone, span: span ?? daySpan(zone, date, desk.now()), w, onShow: show }} />`}
    ${past !== null && !span && html`<p role="alert">${w.spanWrong}</p>`}
    ${span && html`<${PastOf} key=${past} ...${{ desk, car, span }} />`}
  </section>`
}

const spanFrom = (zone: string, past: string | null, now: number): Span | null => {
  const [from = '', to] = past?.split('/') ?? []
  if (to !== undefined) {
    const span = wall.test(from) && wall.test(to) ? spanOf(zone, from, to) : 'backwards'
    return typeof span === 'string' ? null : span
  }
  return date.test(from) && !Number.isNaN(Date.parse(from)) ? daySpan(zone, from, now) : null
}
const date = /^\d{4}-\d\d-\d\d$/
const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/

interface OwnSpanProps {
  readonly zone: string
  readonly span: Span
  readonly w: { readonly [word in 'from' | 'to' | 'showSpan' | 'spanBackwards' | 'spanLong']: string }
  readonly onShow: (span: string) => void
}

const OwnSpan = ({ zone, span, w, onShow }: OwnSpanProps): Node => {
  const [wanted, want] = useState(() => wallSpan(zone, span))
  const [fault, setFault] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    const asked = spanOf(zone, wanted.from, wanted.to)
    setFault(asked === 'backwards' ? w.spanBackwards : asked === 'long' ? w.spanLong : '')
    if (typeof asked !== 'string') onShow(`${wanted.from}/${wanted.to}`)
  }
  const field = (name: 'from' | 'to') =>
    html`<label class="field"><span>${w[name]}</span>
      <input type="datetime-local" required value=${wanted[name]} onInput=${(event: Event) => want({ ...wanted, [name]: (event.currentTarget as HTMLInputElement).value })} />
    </label>`
  return html`<form class="fleet-span" onSubmit=${submit}>
    ${field('from')} ${field('to')}
    <button class="button">${w.showSpan}</button>
    <p role="alert" class="fault">${fault}</p>
  </form>`
}

const PastOf = ({ desk, car, span }: { desk: FleetDesk; car: Car; span: Span }): Node => {
  const { api, lang } = useApp()
  const w = fleetWords[lang]
  const loading = useLoad(async () => ({ past: await loadPast(api, car.imei, span) }), [car.imei, span])
  return html`<${Loaded} of=${loading} lines=${3}>${({ past }: { past: Past | null }) =>
    past
      ? html`<${ShownPast} ...${{ desk, car, span, past }} />`
      : html`<p class="quiet" role="status">${w.noPast}</p>`}</${Loaded}>`
}
