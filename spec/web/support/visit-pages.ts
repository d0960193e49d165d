import type { Eta } from '../../../domain/routing/schema.ts'
import { assetsOf, entries, stylesOnly } from '../../../web/pages/assets.ts'
import { html } from '../../../web/pages/html.ts'
import { RatePage, type RateProps } from '../../../web/pages/rate.ts'
import { renderPage } from '../../../web/pages/render.ts'
import { type ShownVisit, VisitPage, type VisitProps } from '../../../web/pages/visit.ts'
import { aShare, aSubject, noon } from './builders.ts'
import { readManifest } from './wire.ts'

export const anEta = (of: Partial<Eta> = {}, now = noon.getTime()): Eta => ({
  arrives_at: new Date(now + 12 * 60_000).toISOString(),
  duration_s: 720,
  distance_m: 5400,
  method: 'straight_line',
  confidence: 'medium',
  computed_at: new Date(now - 60_000).toISOString(),
  position_age_s: 5,
  assumed_speed: 30,
  ...of,
})

export const aVisitPage = (visit: Partial<ShownVisit> = {}, of: Partial<VisitProps> = {}): VisitProps => {
  const { home, token, map, socket, expiresAt, serverTime } = aShare()
  const technician = aSubject({ kind: 'technician', name: 'Ana', plate: null, icon: 'person' })
  return {
    ...{ lang: 'en', home, token, map, socket, expiresAt, serverTime },
    title: null,
    subjects: (visit.status ?? 'en_route') === 'en_route' ? [technician] : [],
    mayRate: true,
    visit: {
      status: 'en_route',
      at: '2030-06-01T11:31:00Z',
      name: 'Ana',
      organization: 'Frio Certo',
      number: 'OS-2030-0042',
      date: '2030-06-01',
      start: '09:00:00',
      end: '11:00:00',
      timeZone: 'America/Sao_Paulo',
      eta: anEta(),
      ...visit,
    },
    ...of,
  }
}

export const visitPageHtml = async (props: VisitProps): Promise<string> =>
  renderPage(html`<${VisitPage} ...${props} />`, {
    lang: props.lang,
    title: 'Visit',
    assets: assetsOf(await readManifest(), entries.visit),
    props,
    refreshS: 15,
    hasForm: true,
  })

export const ratePageHtml = async (props: RateProps): Promise<string> =>
  renderPage(html`<${RatePage} ...${props} />`, {
    lang: props.lang,
    title: 'Visit',
    assets: stylesOnly(assetsOf(await readManifest(), entries.visit)),
    hasForm: true,
  })
