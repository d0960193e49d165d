import { useState } from 'preact/hooks'
import { html, type Node } from '../../pages/html.ts'
import { LanguageChoice } from '../../pages/language-choice.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { hasRole, useApp } from '../context.ts'
import { hrefOf } from '../router.ts'
import { Field, faultOf, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { saveFile } from '../ui/save-file.ts'
import { isoDay } from '../ui/time.ts'
import { accountWords } from './account-words.ts'
import { roleWords } from './role-words.ts'

const preferencesPath = '/api/notifications/preferences'
const digests = ['hourly', 'daily', 'off'] as const
type Digest = (typeof digests)[number]

/** What is one's own: everybody has this section. */
export const Account = (): Node => {
  const { lang, me } = useApp()
  const w = accountWords[lang]
  return html`<section class="panel" aria-labelledby="you">
      <h2 id="you">${w.you}</h2>
      <dl class="told">
        <div><dt>${w.name}</dt><dd><bdi>${plain(me.user.full_name)}</bdi></dd></div>
        <div><dt>${w.email}</dt><dd>${me.user.email}</dd></div>
        <div><dt>${w.role}</dt><dd>${roleWords[lang][me.tenant.role]}, <bdi>${plain(me.tenant.name)}</bdi></dd></div>
      </dl>
      <p class="hint">${w.nameHint}</p>
      <${LanguageChoice} lang=${lang} to=${`/${location.hash}`} />
    </section>
    <${ChangePassword} />
    <${Digests} />
    <${MyData} />`
}

const ChangePassword = (): Node => {
  const { api, lang, say } = useApp()
  const w = accountWords[lang]
  const { busy, refused, run } = useTask()
  const change = (event: Event) => {
    const form = event.currentTarget as HTMLFormElement
    const values = valuesOf(event)
    run(async () => {
      await api.post('/api/auth/password', values)
      form.reset()
      say(w.passwordDone)
    })
  }
  const fault = (name: string) => faultOf(refused, name)
  return html`<form class="panel" aria-labelledby="password" onSubmit=${change}>
    <h2 id="password">${w.password}</h2>
    <p class="quiet">${w.passwordText}</p>
    <${Field} label=${w.currentPassword} fault=${fault('current_password')}
      input=${{ name: 'current_password', type: 'password', required: true, autoComplete: 'current-password' }} />
    <${Field} label=${w.newPassword} hint=${w.newPasswordHint} fault=${fault('new_password')}
      input=${{ name: 'new_password', type: 'password', required: true, minLength: 8, autoComplete: 'new-password' }} />
    <${Trouble} refused=${refused} />
    <div class="buttons"><button class="button primary" disabled=${busy}>${w.changePassword}</button></div>
  </form>`
}

/** Chosen is saved; the toast takes it back. */
const Digests = (): Node => {
  const { api, lang, say } = useApp()
  const w = accountWords[lang]
  const loading = useLoad(() => api.get<{ digest: Digest }>(preferencesPath), [])
  const { busy, refused, run } = useTask()
  const choose = (digest: Digest, before?: Digest) =>
    run(async () => {
      loading.set(await api.patch<{ digest: Digest }>(preferencesPath, { digest }))
      say({ text: fill(w.digestDone, { choice: w[digest] }), ...(before && { undo: () => choose(before) }) })
    })
  return html`<section class="panel" aria-labelledby="digest">
    <h2 id="digest">${w.digest}</h2>
    <${Loaded} of=${loading} lines=${2}>${({ digest: chosen }: { digest: Digest }) => html`
      <fieldset class="choices" disabled=${busy}>
        <legend class="quiet">${w.digestText}</legend>
        ${digests.map(
          (one) => html`<label key=${one} class="check">
            <input type="radio" name="digest" checked=${one === chosen} onChange=${() => choose(one, chosen)} />${w[one]}
          </label>`,
        )}
      </fieldset>`}</${Loaded}>
    <${Trouble} refused=${refused} />
    <p><a href=${hrefOf('/notifications')}>${w.toNotifications}</a></p>
  </section>`
}

const MyData = (): Node => {
  const app = useApp()
  const { api, lang, zone } = app
  const w = accountWords[lang]
  const { busy, refused, run } = useTask()
  const [isDone, setDone] = useState(false)
  const fetchAll = () =>
    run(async () => {
      saveFile(await api.file('/api/privacy/export'), `fleeting-${isoDay(zone, Date.now())}.json`)
      setDone(true)
    })
  return html`<section class="panel" aria-labelledby="my-data">
    <h2 id="my-data">${w.myData}</h2>
    <p class="quiet">${w.myDataText}</p>
    <${Trouble} refused=${refused} />
    <div class="buttons">
      <button type="button" class="button" disabled=${busy} onClick=${fetchAll}>${busy ? w.collecting : w.download}</button>
      <span role="status">${isDone && w.downloaded}</span>
    </div>
    <p class="quiet">${w.eraseText} ${hasRole(app, 'admin') && html`<a href=${hrefOf('/settings/privacy')}>${w.toPrivacy}</a>`}</p>
  </section>`
}
