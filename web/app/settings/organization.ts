import { useId, useMemo } from 'preact/hooks'
import type { CurrentTenant } from '../../../domain/tenants/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Field, faultOf, useTask } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { useNow } from '../ui/now.ts'
import { Select } from '../ui/select.ts'
import { dateTime } from '../ui/time.ts'
import { SaveBar, useDraft } from './draft.ts'
import { organizationWords } from './organization-words.ts'
import { SocialForm } from './social.ts'

export const currentPath = '/api/tenants/current'
/** Each as its own speakers call it. */
const localeNames = { en: 'English', 'pt-BR': 'Português (Brasil)', es: 'Español' } as const

export const Organization = (): Node => {
  const { api } = useApp()
  const loading = useLoad(() => api.get<CurrentTenant>(currentPath), [])
  return html`<${Loaded} of=${loading} lines=${6}>${(tenant: CurrentTenant) => html`<div class="sections">
    <${AboutForm} tenant=${tenant} onSaved=${loading.set} />
    <${SocialForm} tenant=${tenant} onSaved=${loading.set} />
  </div>`}</${Loaded}>`
}

interface FormProps {
  readonly tenant: CurrentTenant
  readonly onSaved: (tenant: CurrentTenant) => void
}

const AboutForm = ({ tenant, onSaved }: FormProps): Node => {
  const { api, lang, say, refreshMe } = useApp()
  const w = organizationWords[lang]
  const list = useId()
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), [])
  const { name, timezone, locale } = tenant
  const { draft, change, isDirty, reset } = useDraft({ name, timezone, locale })
  const { busy, refused, run } = useTask()
  const save = (event: Event) => {
    event.preventDefault()
    run(async () => {
      const saved = await api.patch<CurrentTenant>(currentPath, draft)
      onSaved(saved)
      reset({ name: saved.name, timezone: saved.timezone, locale: saved.locale })
      say(w.saved)
      await refreshMe()
    })
  }
  return html`<form class="panel" aria-labelledby="about" onSubmit=${save}>
    <h2 id="about">${w.about}</h2>
    <${Field} label=${w.name} fault=${faultOf(refused, 'name')} input=${{
      name: 'name',
      required: true,
      maxLength: 200,
      value: draft.name,
      onInput: typed((name) => change({ name })),
    }} />
    <${Field} label=${w.timezone} fault=${faultOf(refused, 'timezone')} hint=${w.timezoneHint} input=${{
      name: 'timezone',
      required: true,
      list,
      autoComplete: 'off',
      spellcheck: false,
      value: draft.timezone,
      onInput: typed((timezone) => change({ timezone })),
    }} />
    <datalist id=${list}>${zones.map((zone) => html`<option key=${zone} value=${zone} />`)}</datalist>
    <${ThereNow} zone=${draft.timezone} />
    <${Select} label=${w.locale} hint=${w.localeHint} value=${draft.locale}
      options=${Object.entries(localeNames).map(([value, word]) => ({ value, word }))}
      onChange=${(locale: string) => change({ locale })} />
    <${SaveBar} ...${{ isDirty, busy, refused, onReset: () => reset() }} />
  </form>`
}

/** What time it is in a zone, so that a wrong one is seen at once. */
const ThereNow = ({ zone }: { zone: string }): Node => {
  const { lang } = useApp()
  const w = organizationWords[lang]
  const now = useNow(15_000)
  const time = timeIn(lang, zone, now)
  return html`<p class="there">${time === null ? w.noZone : fill(w.thereNow, { time })}</p>`
}

const timeIn = (lang: Parameters<typeof dateTime>[0], zone: string, now: number): string | null => {
  try {
    return dateTime(lang, zone, now)
  } catch {
    return null // still being typed
  }
}

/** The text of an input, as it is typed. */
export const typed = (take: (text: string) => void) => (event: Event) =>
  take((event.currentTarget as HTMLInputElement).value)
