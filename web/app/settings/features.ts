import { type Feature, features } from '../../../domain/tenants/features.ts'
import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { Loaded, useLoad } from '../ui/loading.ts'
import { featuresWords } from './features-words.ts'

const path = '/api/tenants/features'
const parent: Feature = 'trakservice.enabled'
type Flags = Readonly<Record<string, boolean>>

const nameOf = (feature: Feature) =>
  feature.split('.')[1] as 'enabled' | 'dispatch' | 'tracking' | 'routing' | 'km' | 'quotes'

/** Switched is saved; the toast takes it back, and the navigation follows. */
export const FeaturesSection = (): Node => {
  const { api, lang, say, refreshMe } = useApp()
  const w = featuresWords[lang]
  const loading = useLoad(async () => (await api.get<{ features: Flags }>(path)).features, [])
  const { busy, refused, run } = useTask()
  const put = (feature: Feature, isOn: boolean, isUndo = false) =>
    run(async () => {
      loading.set((flags) => ({ ...flags, [feature]: isOn })) // a switch that waits looks as if it did not move
      try {
        loading.set((await api.put<{ features: Flags }>(path, { features: { [feature]: isOn } })).features)
      } catch (error) {
        loading.set((flags) => ({ ...flags, [feature]: !isOn }))
        throw error
      }
      const text = fill(isOn ? w.isOn : w.isOff, { feature: w[nameOf(feature)] })
      say({ text, ...(!isUndo && { undo: () => put(feature, !isOn, true) }) })
      await refreshMe()
    })
  const one = (flags: Flags, feature: Feature) => {
    const name = nameOf(feature)
    const isAsleep = feature !== parent && flags[parent] !== true
    return html`<li key=${feature} class=${feature === parent ? 'feature' : isAsleep ? 'feature below asleep' : 'feature below'}>
      <label>
        <span class="grow"><strong>${w[name]}</strong><span class="quiet">${w[`${name}Brings`]}</span></span>
        <input type="checkbox" role="switch" checked=${flags[feature] === true} disabled=${busy || isAsleep}
          onChange=${(event: Event) => put(feature, (event.currentTarget as HTMLInputElement).checked)} />
      </label>
    </li>`
  }
  return html`<${Trouble} refused=${refused} />
    <${Loaded} of=${loading} lines=${6}>${(flags: Flags) => html`
      <ul class="rows">${features.map((feature) => one(flags, feature))}</ul>
      <p class="hint" role="status">${flags[parent] !== true && w.asleep}</p>`}</${Loaded}>`
}
