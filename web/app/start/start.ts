import './start.css'
import { useState } from 'preact/hooks'
import type { VehicleView } from '../../../domain/vehicles/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { hasRole, useApp } from '../context.ts'
import { AddVehicle } from '../fleet/add-vehicle.ts'
import { hrefOf } from '../router.ts'
import { ShareDialog } from '../share/share-dialog.ts'
import type { Shareable } from '../share/shareable.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { PageFrame } from '../ui/page.ts'
import { uiWords } from '../ui/words.ts'
import { readDone } from './done.ts'
import { isFieldServiceOn, switchFieldServiceOn } from './field-service.ts'
import { Help } from './help.ts'
import { StartCard } from './start-card.ts'
import { startWords } from './words.ts'

/** The first steps, which of them were taken, and a little help. */
export const StartPage = (): Node => {
  const app = useApp()
  const { api, lang, me } = app
  const w = { ...uiWords[lang], ...startWords[lang] }
  const done = useLoad(() => readDone(api), [])
  const [isAdding, setAdding] = useState(false)
  const [shared, share] = useState<Shareable | null>(null)
  const { busy, refused, run } = useTask()
  const isOn = isFieldServiceOn(app)
  const switchOn = () =>
    run(async () => {
      const takeBack = await switchFieldServiceOn(app)
      app.say({ text: w.fieldOn, undo: () => run(takeBack) })
    })
  const name = plain(me.user.full_name).split(' ')[0] ?? ''

  return html`<${PageFrame} title=${fill(w.welcome, { name })} tab=${w.title}>
    <p class="quiet start-lead">${w.lead}</p>
    <${Loaded} of=${done} lines=${5}>
      ${(is: Awaited<ReturnType<typeof readDone>>) => html`<ul class="start-cards">
        ${
          hasRole(app, 'dispatcher') &&
          html`<${StartCard} picture="vehicle" title=${w.vehicleTitle} text=${w.vehicleText} done=${is.vehicle && w.vehicleDone}>
            <button type="button" class=${is.vehicle ? 'button' : 'button primary'} onClick=${() => setAdding(true)}>
              <${Glyph} name="plus" />${w.vehicleDo}
            </button>
            ${is.vehicle && html`<a class="button" href=${hrefOf('/fleet')}>${w.toFleet}</a>`}
          </${StartCard}>`
        }
        <${StartCard} picture="file" title=${w.fileTitle} text=${w.fileText} done=${is.file && w.fileDone}>
          <a class="button" href=${hrefOf('/assets')}><${Glyph} name="up" />${w.fileDo}</a>
        </${StartCard}>
        <${StartCard} picture="album" title=${w.albumTitle} text=${w.albumText} done=${is.album && w.albumDone}>
          <a class="button" href=${hrefOf('/albums')}><${Glyph} name="album" />${w.albumDo}</a>
        </${StartCard}>
        <${StartCard} picture="trip" title=${w.tripTitle} text=${w.tripText} done=${is.trip && w.tripDone}>
          <a class="button" href=${hrefOf('/trips')}><${Glyph} name="trip" />${w.tripDo}</a>
        </${StartCard}>
        ${
          hasRole(app, 'admin') &&
          html`<${StartCard} picture="field" title=${w.fieldTitle} text=${w.fieldText} done=${isOn && w.fieldDone}>
            ${
              isOn
                ? html`<a class="button" href=${hrefOf('/technicians')}><${Glyph} name="people" />${w.toTechnicians}</a>`
                : html`<button type="button" class="button" disabled=${busy} onClick=${switchOn}><${Glyph} name="wrench" />${w.fieldDo}</button>`
            }
            <${Trouble} refused=${refused} />
          </${StartCard}>`
        }
      </ul>`}
    </${Loaded}>
    <${Help} w=${w} />
    ${
      isAdding &&
      html`<${AddVehicle}
        onAdded=${() => done.set((before) => ({ ...before, vehicle: true }))}
        onClose=${() => setAdding(false)}
        onShare=${(vehicle: VehicleView) => {
          setAdding(false)
          share({ type: 'vehicle', id: vehicle.id, name: vehicle.name, imei: vehicle.imei })
        }}
      />`
    }
    ${shared && html`<${ShareDialog} resource=${shared} onClose=${() => share(null)} />`}
  </${PageFrame}>`
}
