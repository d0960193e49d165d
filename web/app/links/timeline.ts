import type { AccessView } from '../../../domain/analytics/schema.ts'
import type { Language } from '../../../domain/problem.ts'
import { duration } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph, type GlyphName } from '../../pages/icons.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { isNetwork, networkNames } from '../share/networks.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { type ListPage, More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { saveFile } from '../ui/save-file.ts'
import { dateTime } from '../ui/time.ts'
import { type LinksSpeech, useLinksSpeech } from './speech.ts'

const glyphs: Readonly<Record<AccessView['type'], GlyphName>> = {
  view: 'eye',
  unlock: 'key',
  unlock_failed: 'lock',
  preview: 'image',
  download: 'down',
  time: 'clock',
}

/** What happened at a link, newest first. Its owner may take all of it along. */
export const Timeline = ({ uuid }: { uuid: string }): Node => {
  const { api } = useApp()
  const w = useLinksSpeech()
  const list = useList<AccessView>(api, `/api/v3/shares/${uuid}/accesses?page_size=25`)
  const { busy, refused, run } = useTask()
  const save = () =>
    run(async () =>
      saveFile(await api.file(`/api/v3/shares/${uuid}/accesses?format=csv`), `accesses-${uuid}.csv`),
    )
  return html`<section class="panel" aria-labelledby="timeline">
    <div class="panel-head">
      <h2 id="timeline">${w.timeline}</h2>
      <button type="button" class="button" disabled=${busy || !list.value?.count} onClick=${save}><${Glyph} name="down" />${w.exportCsv}</button>
    </div>
    <${Trouble} refused=${refused} />
    <${Loaded} of=${list}>
      ${({ results }: ListPage<AccessView>) =>
        results.length === 0
          ? html`<p class="quiet">${w.timelineEmpty}</p>`
          : html`<ol class="link-timeline">${results.map((access, at) => html`<${Access} key=${`${access.at} ${access.type} ${at}`} access=${access} />`)}</ol>`}
    </${Loaded}>
    <${More} list=${list} />
    <p class="hint">${w.timelineNote}</p>
  </section>`
}

const Access = ({ access }: { access: AccessView }): Node => {
  const { lang, zone } = useApp()
  const w = useLinksSpeech()
  return html`<li class=${access.type === 'unlock_failed' ? 'failed' : undefined}>
    <${Glyph} name=${glyphs[access.type]} />
    <span class="grow">
      <strong>${deedOf(access, lang, w)}</strong>
      <span class="quiet">${whoOf(access, lang, w)}</span>
    </span>
    <time class="quiet" datetime=${access.at}>${dateTime(lang, zone, access.at)}</time>
  </li>`
}

const deedOf = ({ type, seconds = 0 }: AccessView, lang: Language, w: LinksSpeech): string =>
  type === 'time' ? fill(w.access_time, { duration: duration(lang, seconds * 1000) }) : w[`access_${type}`]

/** "Brazil · Phone, Chrome, Android · via QR code": as much as there is. */
const whoOf = (access: AccessView, lang: Language, w: LinksSpeech): string => {
  const { country, device_type, browser, os, channel, referrer, is_bot } = access
  const device = [device_type && w[`device_${device_type}`], browser, os].filter(Boolean).join(', ')
  const way =
    channel === 'direct' ? '' : channel && fill(w.via, { channel: channelName(channel, referrer, w) })
  return [country && countryName(lang, country), is_bot ? w.bot : device, way].filter(Boolean).join(' · ')
}

const channelName = (
  channel: NonNullable<AccessView['channel']>,
  referrer: string | null,
  w: LinksSpeech,
) => {
  switch (channel) {
    case 'qr':
    case 'embed':
    case 'email':
      return w[`channel_${channel}`]
    case 'referral':
      return referrer ?? w.channel_referral
    default:
      return isNetwork(channel) ? networkNames[channel] : channel
  }
}

const countryName = (lang: Language, code: string): string =>
  new Intl.DisplayNames([lang], { type: 'region', fallback: 'code' }).of(code) ?? code
