import type { PlanVisitView } from '../../../domain/assignments/plan-schema.ts'
import { dayText } from '../../pages/format.ts'
import { type Content, html, type Node } from '../../pages/html.ts'
import { plain, plainLines } from '../../pages/plain.ts'
import { hrefOf } from '../router.ts'
import { useBoard } from './board-context.ts'
import { spanText } from './visit-text.ts'

/** For whom, where, when, who goes and what is to be done. What is not known is left out. */
export const VisitFacts = ({ visit }: { visit: PlanVisitView }): Node => {
  const { lang, w } = useBoard()
  const { customer, latitude, longitude } = visit
  const place = [visit.asset_name, visit.asset_location].map(plain).filter(Boolean).join(', ')
  return html`<dl class="visit-facts">
    ${fact(w.when, html`${dayText(lang, visit.scheduled_date)}<br />${spanText(lang, visit, w.anyTime)}`)}
    ${fact(w.technician, html`<bdi>${plain(visit.technician.full_name)}</bdi>`)}
    ${customer && fact(w.customer, html`<bdi>${plain(customer.name)}</bdi>`)}
    ${
      (place || latitude !== null) &&
      fact(
        w.place,
        html`${place}${latitude !== null && html` <a href=${`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`} target="_blank" rel="noopener noreferrer">${w.openMap}</a>`}`,
      )
    }
    ${
      (customer?.phone || customer?.email) &&
      fact(
        w.contact,
        html`<span class="links">
          ${customer.phone && html`<a href=${`tel:${customer.phone.replace(/[^+\d]/g, '')}`}>${plain(customer.phone)}</a>`}
          ${customer.email && html`<a href=${`mailto:${customer.email}`}>${plain(customer.email)}</a>`}
        </span>`,
      )
    }
    ${fact(
      w.workOrder,
      html`<a href=${hrefOf(`/work-orders/${visit.work_order}`)}>${visit.work_order_number}</a> · ${w[visit.work_order_priority]}
        <span class="prose">${plainLines(visit.work_order_description)}</span>`,
    )}
    ${visit.notes && fact(w.notes, html`<span class="prose">${plainLines(visit.notes)}</span>`)}
    ${visit.cancellation_reason && fact(w.cancelWhy, html`<span class="prose">${plainLines(visit.cancellation_reason)}</span>`)}
  </dl>`
}

const fact = (name: string, value: Content): Node => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
