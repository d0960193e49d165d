import { useState } from 'preact/hooks'
import type { ApiKeyView, CreatedApiKey } from '../../../domain/api-keys/schema.ts'
import { relative } from '../../pages/format.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { type ListPage, More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Empty } from '../ui/page.ts'
import { dateTime } from '../ui/time.ts'
import { keysWords } from './keys-words.ts'
import { NewKey } from './new-key.ts'
import { roleWords } from './role-words.ts'
import { SecretOnce } from './secret-once.ts'

export const keysPath = '/api/tenants/api-keys'
const tagOf = { active: 'tag good', expired: 'tag warn', revoked: 'tag bad' } as const

export const ApiKeysSection = (): Node => {
  const { api, lang, zone, say, ask } = useApp()
  const w = keysWords[lang]
  const list = useList<ApiKeyView>(api, keysPath)
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<CreatedApiKey | null>(null)
  const { busy, refused, run } = useTask()
  const revoke = async (key: ApiKeyView) => {
    const name = plain(key.name)
    if (!(await ask({ title: fill(w.revokeTitle, { name }), text: w.revokeText, yes: w.revokeYes }))) return
    await run(async () => {
      await api.delete(`${keysPath}/${key.id}`)
      say(fill(w.revokeDone, { name }))
      await list.reload()
      document.querySelector<HTMLElement>('#new-key')?.focus()
    })
  }
  const whenUsed = ({ last_used_at: at }: ApiKeyView) =>
    at ? fill(w.used, { when: relative(lang, Math.min(0, Date.parse(at) - Date.now())) }) : w.unused
  const whenEnds = ({ expires_at: at, revoked_at, state }: ApiKeyView) => {
    if (revoked_at) return fill(w.revokedAt, { when: dateTime(lang, zone, revoked_at) })
    if (!at) return w.noEnd
    return fill(state === 'expired' ? w.ended : w.ends, { when: dateTime(lang, zone, at) })
  }
  const row = (key: ApiKeyView) => html`<li key=${key.id} class="row key">
    <div class="grow">
      <h2><bdi>${plain(key.name)}</bdi> <span class=${tagOf[key.state]}>${w[key.state]}</span></h2>
      <p class="quiet"><code>${key.prefix}…</code> · ${roleWords[lang][key.role]}</p>
      <p class="hint">${whenUsed(key)} · ${whenEnds(key)} · ${fill(w.by, { name: plain(key.created_by.full_name) })}</p>
    </div>
    ${
      key.state === 'active' &&
      html`<button type="button" class="button small danger" disabled=${busy} aria-label=${fill(w.revokeNamed, { name: plain(key.name) })} onClick=${() => revoke(key)}>${w.revoke}</button>`
    }
  </li>`
  const onMade = (key: CreatedApiKey) => {
    setMaking(false)
    setMade(key)
    list.reload()
  }
  const example = `curl -H "Authorization: Bearer ${made?.secret ?? 'flk_…'}" ${location.origin}/api/v3/shares`

  return html`<div class="buttons">
      <button type="button" id="new-key" class="button primary" onClick=${() => setMaking(true)}><${Glyph} name="plus" />${w.make}</button>
      <a class="button" href="/docs" target="_blank" rel="noopener"><${Glyph} name="document" />${w.docs}</a>
    </div>
    <${Trouble} refused=${refused} />
    <${Loaded} of=${list}>${({ results }: ListPage<ApiKeyView>) =>
      results.length > 0
        ? html`<ul class="rows">${results.map(row)}</ul>`
        : html`<${Empty} glyph="key" title=${w.emptyTitle} text=${w.emptyText} />`}</${Loaded}>
    <${More} list=${list} />
    <section class="panel" aria-labelledby="how-keys">
      <h2 id="how-keys">${w.howTitle}</h2>
      <ul class="points"><li>${w.how1}</li><li>${w.how2}</li><li>${w.how3}</li></ul>
    </section>
    ${isMaking && html`<${NewKey} onMade=${onMade} onClose=${() => setMaking(false)} />`}
    ${
      made &&
      html`<${SecretOnce} title=${fill(w.madeTitle, { name: plain(made.name) })} label=${w.secret} secret=${made.secret} onClose=${() => setMade(null)}>
        <p class="hint">${w.tryIt}</p>
        <pre class="code" tabindex="0" role="region" aria-label=${w.tryIt}>${example}</pre>
      </${SecretOnce}>`
    }`
}
