import type { Language } from '../../domain/problem.ts'
import { daysText, dayText } from './format.ts'
import { html, type Node } from './html.ts'
import { plain, plainLines } from './plain.ts'
import { numbersOf, TripMap } from './trip-map.ts'
import type { TripPageProps, VisitorPlace } from './visitor.ts'
import { VisitorFrame } from './visitor-frame.ts'
import { type VisitorWords, visitorWords } from './visitor-words.ts'
import { fill, words } from './words.ts'

/** A journey, day by day. What lies on other sites is linked to, never loaded. */
export const TripPage = (props: TripPageProps): Node => {
  const { lang, days, isEmbedded } = props
  const w = visitorWords[lang]
  const numbers = numbersOf(days)
  const isSomewhere = days.some(({ places }) =>
    places.some(({ latitude, longitude }) => latitude !== null && longitude !== null),
  )
  return html`<${VisitorFrame} props=${props} kind="narrow" under=${daysText(lang, props.start, props.end)}>
    ${days.length === 0 && html`<p class="empty">${w.emptyTrip}</p>`}
    ${isSomewhere && !isEmbedded && html`<${TripMap} ...${props} />`}
    ${
      days.length > 2 &&
      html`<nav class="day-links" aria-label=${w.days}>
        <ul>
          ${days.map(({ number }) => html`<li><a href=${`#day-${number}`}>${fill(w.day, { number })}</a></li>`)}
        </ul>
      </nav>`
    }
    ${days.map((day) => html`<${Day} key=${day.number} ...${{ lang, day, numbers }} />`)}
  </${VisitorFrame}>`
}

const Day = ({
  lang,
  day: { number, date, places },
  numbers,
}: {
  lang: Language
  day: TripPageProps['days'][number]
  numbers: ReadonlyMap<number, number>
}): Node => {
  const w = visitorWords[lang]
  return html`<section class="day" id=${`day-${number}`} aria-labelledby=${`day-${number}-title`}>
    <h2 id=${`day-${number}-title`}>
      ${fill(w.day, { number })} <time class="day-date" datetime=${date}>${dayText(lang, date)}</time>
    </h2>
    ${
      places.length === 0
        ? html`<p class="quiet">${w.emptyDay}</p>`
        : html`<ol class="places">${places.map((place) => html`<${Place} key=${place.id} ...${{ lang, place, number: numbers.get(place.id)! }} />`)}</ol>`
    }
  </section>`
}

interface PlaceProps {
  readonly lang: Language
  readonly place: VisitorPlace
  readonly number: number
}

const Place = ({ lang, place, number }: PlaceProps): Node => {
  const { name, category, description, notes, hours, isFree } = place
  const w = visitorWords[lang]
  const rating = ratingText(lang, place)
  return html`<li class="stop" id=${`place-${place.id}`} tabindex="-1">
    <span class="stop-number" aria-hidden="true">${number}</span>
    <h3><bdi>${plain(name)}</bdi></h3>
    <p class="under-name">
      ${category && html`<bdi>${plain(category)}</bdi>`} ${rating && html`<span>${rating}</span>`}
      ${isFree && html`<span class="tag">${w.free}</span>`}
    </p>
    ${description && html`<p class="prose">${plainLines(description)}</p>`}
    ${
      (hours || notes) &&
      html`<dl class="stop-facts">
      ${hours && html`<div><dt>${w.hours}</dt><dd>${plain(hours)}</dd></div>`}
      ${notes && html`<div><dt>${w.notes}</dt><dd class="prose">${plainLines(notes)}</dd></div>`}
    </dl>`
    }
    <${Links} lang=${lang} place=${place} w=${w} />
  </li>`
}

const ratingText = (lang: Language, { rating, reviews }: VisitorPlace): string => {
  const w = visitorWords[lang]
  const number = (value: number) => new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(value)
  const stars = rating !== null && `★ ${fill(w.rating, { rating: number(rating) })}`
  const count =
    reviews !== null &&
    reviews > 0 &&
    (reviews === 1 ? w.review : fill(w.reviews, { count: number(reviews) }))
  return [stars, count].filter(Boolean).join(', ')
}

const Links = ({ lang, place, w }: { lang: Language; place: VisitorPlace; w: VisitorWords }): Node => {
  const { latitude, longitude, mapUrl, pictureUrl } = place
  const name = plain(place.name)
  const outside = (href: string | null, label: string) =>
    href &&
    /^https?:\/\//i.test(href) &&
    html`<a href=${href} target="_blank" rel="noopener noreferrer" aria-label=${`${label}: ${name}`}>${label}</a>`
  const at = latitude !== null && longitude !== null ? `${latitude.toFixed(6)},${longitude.toFixed(6)}` : null
  const osm =
    at &&
    `https://www.openstreetmap.org/?mlat=${latitude!.toFixed(6)}&mlon=${longitude!.toFixed(6)}#map=16/${at.replace(',', '/')}`
  return html`<p class="links">
    ${at && html`<a href=${`geo:${at}?q=${at}`} aria-label=${`${words[lang].openMaps}: ${name}`}>${words[lang].openMaps}</a>`}
    ${mapUrl ? outside(mapUrl, w.mapLink) : outside(osm, words[lang].openOsm)} ${outside(pictureUrl, w.pictureLink)}
  </p>`
}
