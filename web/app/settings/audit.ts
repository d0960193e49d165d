import type { AuditEntry } from '../../../domain/events/audit.ts'
import { eventNames } from '../../../domain/events/event.ts'
import type { MemberView } from '../../../domain/tenants/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf, replaceWith } from '../router.ts'
import { type ListPage, More, useList } from '../ui/list.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { Empty } from '../ui/page.ts'
import { Select } from '../ui/select.ts'
import { dateTime } from '../ui/time.ts'
import { uiWords } from '../ui/words.ts'
import { auditQuery, type Filter } from './audit-query.ts'
import { auditWords } from './audit-words.ts'
import { eventWords } from './event-words.ts'
import { membersPath } from './members.ts'
import { typed } from './organization.ts'

const filterNames: readonly Filter[] = ['name', 'actor', 'from', 'to']
/** That a link was opened is for its statistics. */
const audited = eventNames.filter((name) => name !== 'share.accessed')

export const AuditSection = ({ query }: Pick<PageProps, 'query'>): Node => {
  const { api, lang, zone } = useApp()
  const w = { ...uiWords[lang], ...auditWords[lang] }
  const filter = Object.fromEntries(filterNames.map((name) => [name, query.get(name) ?? ''])) as Record<
    Filter,
    string
  >
  const asked = auditQuery(zone, filter)
  const list = useList<AuditEntry>(api, `/api/tenants/audit${asked && `?${asked}`}`)
  const members = useLoad(() => api.get<ListPage<MemberView>>(`${membersPath}?page_size=200`), [])
  const narrow = (change: Partial<Record<Filter, string>>) =>
    replaceWith(hrefOf('/settings/audit', { ...filter, ...change }))

  const people = [
    { value: '', word: w.anybody },
    ...(members.value?.results ?? []).map(({ user_id, full_name }) => ({
      value: String(user_id),
      word: plain(full_name),
    })),
  ]
  // Somebody who left is asked for by the number in the address.
  if (filter.actor && !people.some(({ value }) => value === filter.actor))
    people.push({ value: filter.actor, word: fill(w.numbered, { id: filter.actor }) })
  const names = [
    { value: '', word: w.anything },
    ...audited.map((value) => ({ value, word: eventWords[lang][value] })),
  ]
  const dateField = (name: 'from' | 'to', label: string) => html`<p class="field">
    <label for=${`audit-${name}`}>${label}</label>
    <input id=${`audit-${name}`} type="date" value=${filter[name]} onChange=${typed((date) => narrow({ [name]: date }))} />
  </p>`

  return html`<div class="toolbar">
      <${Select} label=${w.what} value=${filter.name} options=${names} onChange=${(name: string) => narrow({ name })} />
      <${Select} label=${w.who} value=${filter.actor} options=${people} onChange=${(actor: string) => narrow({ actor })} />
      ${dateField('from', w.from)}${dateField('to', w.to)}
      ${asked && html`<a class="button" href=${hrefOf('/settings/audit')}>${w.showAll}</a>`}
    </div>
    <${Loaded} of=${list} lines=${8}>${({ results, count }: ListPage<AuditEntry>) => html`
      <p class="hint" role="status">${fill(w.count, { count })}</p>
      ${
        results.length > 0
          ? html`<ol class="rows audit">${results.map((entry) => html`<${Entry} key=${entry.seq} entry=${entry} />`)}</ol>`
          : html`<${Empty} glyph="eye" title=${w.emptyTitle} text=${asked ? w.emptyFiltered : w.emptyText} />`
      }`}</${Loaded}>
    <${More} list=${list} />`
}

const Entry = ({ entry }: { entry: AuditEntry }): Node => {
  const { lang, zone } = useApp()
  const w = auditWords[lang]
  const { actor, aggregate_type, aggregate_id, data } = entry
  const who = actor ? plain(actor.full_name ?? '') || fill(w.numbered, { id: actor.id }) : w.nobody
  const facts = Object.entries({ [aggregate_type]: aggregate_id, ...data })
  return html`<li class="row">
    <details class="grow">
      <summary>
        <span class="grow"><strong>${eventWords[lang][entry.name]}</strong><span class="quiet"><bdi>${who}</bdi></span></span>
        <time class="quiet" datetime=${entry.at}>${dateTime(lang, zone, entry.at)}</time>
      </summary>
      <dl class="told small">
        <div><dt>${w.event}</dt><dd><code>${entry.name}</code> · ${entry.seq}</dd></div>
        ${actor && html`<div><dt>${w.number}</dt><dd>${actor.id}</dd></div>`}
        ${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd class="breaks"><code>${typeof value === 'string' ? value : JSON.stringify(value)}</code></dd></div>`)}
      </dl>
    </details>
  </li>`
}
