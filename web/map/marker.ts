import { Marker } from 'maplibre-gl'
import { render } from 'preact'
import { html } from '../pages/html.ts'
import { Badge, colorOf } from '../pages/icons.ts'
import type { Pose } from './glide.ts'

export interface MapSubject {
  readonly id: string
  readonly icon: string
  readonly color: string
}

/** A disc in the subject's colour with a wedge that shows where it is heading. */
export const createMarker = (subject: MapSubject, onPick: ((id: string) => void) | undefined) => {
  const element = document.createElement(onPick ? 'button' : 'div')
  if (!onPick) element.setAttribute('role', 'img')
  element.className = 'marker'
  if (onPick) element.addEventListener('click', () => onPick(subject.id))
  render(face(subject), element)
  const wedge = element.querySelector<SVGElement>('.marker-wedge')!
  const marker = new Marker({ element })

  return {
    marker,
    show({ lat, lon, heading }: Pose): void {
      marker.setLngLat([lon, lat])
      wedge.style.display = heading === null ? 'none' : ''
      if (heading !== null) wedge.style.transform = `rotate(${heading}deg)`
    },
    /** What a screen reader says of it, and whether it is history. */
    describe(label: string, stale: boolean): void {
      element.setAttribute('aria-label', label)
      element.classList.toggle('marker-stale', stale)
    },
  }
}

const face = ({ icon, color }: MapSubject) => html`
  <span class="marker-face">
    <svg class="marker-ground" viewBox="0 0 72 72" aria-hidden="true">
      <circle cx="36" cy="36" r="22" fill=${colorOf(color)} />
      <path class="marker-wedge" d="M36 1 53.4 22.6a22 22 0 1 1-34.8 0Z" fill=${colorOf(color)} />
    </svg>
    <${Badge} icon=${icon} color=${color} />
  </span>
`
