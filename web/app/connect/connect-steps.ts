import './connect.css'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { CopyField } from '../ui/copy.ts'
import { SideTabs } from '../ui/side-tabs.ts'
import { uiWords } from '../ui/words.ts'
import {
  curlLine,
  isOnlyHere,
  type Line,
  osmandTemplate,
  osmandUrl,
  owntracksLink,
  owntracksUrl,
  traccarLink,
} from './devices.ts'
import { useFirstPosition } from './first-position.ts'
import { QrCode } from './qr.ts'
import { type ConnectWords, connectWords } from './words.ts'

interface ConnectStepsProps {
  /** Of a technician, their id: it is what their phone calls itself. */
  readonly vehicle: { readonly imei: string; readonly name: string }
  readonly kind?: 'vehicle' | 'technician'
  readonly ingestKey: string
  /** It was added just now: whatever it reports is its first. */
  readonly isNew: boolean
  readonly onClose: () => void
  /** Absent where whoever opens this has no way to share. */
  readonly onShare?: (() => void) | undefined
}

/** What each app asks for, word for word, and whether the device has spoken yet. */
export const ConnectSteps = ({
  vehicle,
  kind = 'vehicle',
  ingestKey,
  isNew,
  onClose,
  onShare,
}: ConnectStepsProps): Node => {
  const { api, lang } = useApp()
  const w = { ...uiWords[lang], ...connectWords[lang] }
  const isThere = useFirstPosition(api, vehicle.imei, isNew, kind)
  const line: Line = { origin: location.origin, imei: vehicle.imei, ingestKey }
  return html`<div class="stack connect">
    <p class="quiet">${w.keyOnce}</p>
    ${isOnlyHere(location.hostname) && html`<p class="banner">${w.onlyHere}</p>`}
    <${SideTabs}
      label=${w.device}
      sides=${[
        { name: 'traccar', word: w.traccar, show: () => html`<${Traccar} line=${line} w=${w} />` },
        { name: 'owntracks', word: w.owntracks, show: () => html`<${OwnTracks} line=${line} w=${w} />` },
        { name: 'other', word: w.otherDevice, show: () => html`<${OtherDevice} line=${line} w=${w} />` },
      ]}
    />
    <div class="connect-foot">
    <div class=${isThere ? 'first-position there' : 'first-position'} role="status">
      <span class="pulse" aria-hidden="true"></span>
      <p>${isThere ? w.isThere : w.waiting}</p>
    </div>
    <div class="buttons">
      ${
        isThere &&
        kind === 'vehicle' &&
        html`<a class="button primary" href=${hrefOf(`/fleet/${vehicle.imei}`)} onClick=${onClose}>
          <${Glyph} name="map" />${w.showOnMap}
        </a>`
      }
      ${isThere && onShare && html`<button type="button" class="button" onClick=${onShare}><${Glyph} name="share" />${w.share}</button>`}
      <button type="button" class="button" onClick=${onClose}>${w.done}</button>
    </div>
    </div>
  </div>`
}

interface SideProps {
  readonly line: Line
  readonly w: ConnectWords
}

const Traccar = ({ line, w }: SideProps): Node =>
  html`<div class="scanned">
      <ol class="steps">
        <li>${w.traccarInstall}</li>
        <li>${w.traccarScan}</li>
        <li>${w.traccarStart}</li>
      </ol>
      <${Scan} link=${traccarLink(line)} label=${w.traccarQr} open=${w.openTraccar} />
    </div>
    <details class="by-hand">
      <summary>${w.byHand}</summary>
      <div class="stack">
        <${CopyField} label=${w.serverUrl} value=${osmandUrl(line)} />
        <${CopyField} label=${w.deviceId} value=${line.imei} />
      </div>
    </details>
    <details class="by-hand">
      <summary>${w.osmand}</summary>
      <div class="stack">
        <p class="quiet">${w.osmandText}</p>
        <${CopyField} label=${w.osmandUrl} value=${osmandTemplate(line)} />
      </div>
    </details>` as Node

const OwnTracks = ({ line, w }: SideProps): Node =>
  html`<div class="scanned">
      <ol class="steps">
        <li>${w.owntracksInstall}</li>
        <li>${w.owntracksScan}</li>
        <li>${w.owntracksStart}</li>
      </ol>
      <${Scan} link=${owntracksLink(line)} label=${w.owntracksQr} open=${w.openOwntracks} />
    </div>
    <details class="by-hand">
      <summary>${w.byHand}</summary>
      <div class="stack">
        <p class="quiet">${w.owntracksHand}</p>
        <${CopyField} label=${w.owntracksUrl} value=${owntracksUrl(line)} />
        <${CopyField} label=${w.username} value=${line.imei} />
        <${CopyField} label=${w.passwordField} value=${line.ingestKey} />
      </div>
    </details>` as Node

const OtherDevice = ({ line, w }: SideProps): Node =>
  html`<p>${w.otherText}</p>
    <${CopyField} label=${w.serverUrl} value=${osmandUrl(line)} />
    <${CopyField} label=${w.deviceId} value=${line.imei} />
    <${CopyField} label=${w.ingestKey} value=${line.ingestKey} />
    <p class="quiet">${w.otherFields}</p>
    <${CopyField} label=${w.curl} value=${curlLine(line)} />` as Node

/** For another phone to scan, or for this one to open. */
const Scan = ({ link, label, open }: { link: string; label: string; open: string }): Node =>
  html`<div class="scan">
    <${QrCode} text=${link} label=${label} />
    <a class="button" href=${link}><${Glyph} name="phone" />${open}</a>
  </div>`
