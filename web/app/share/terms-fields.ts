import { html, type Node } from '../../pages/html.ts'
import { fill } from '../../pages/words.ts'
import { Field, faultOf } from '../ui/form.ts'
import { type Right, rights, slugFrom } from './draft.ts'
import { Fold, type FormParts, Switch, typed } from './fields.ts'
import { Notify } from './people-fields.ts'
import { movingKinds, offersMore } from './shareable.ts'

const fieldOf: Readonly<Record<Right, string>> = {
  preview: 'allow_preview',
  download: 'allow_download',
  comment: 'allow_comments',
  collaborate: 'allow_collaboration',
}

/** What a visitor may do. What cannot be chosen says whether the thing or the organization is in the way. */
export const Rights = ({ draft, set, refused, policy, type, w }: FormParts): Node => {
  const { permissions } = draft
  const given = rights.filter((right) => permissions[right])
  const value = given.length > 0 ? given.map((right) => w[`may_${right}`]).join(', ') : w.mayNothing
  const lackOf = (right: Right) => {
    if (right !== 'preview' && !offersMore(type)) return fill(w.notOfKind, { kind: w[`kind_${type}`] })
    return policy.allowed_rights[right] ? undefined : w.notAllowed
  }
  return html`<${Fold} title=${w.rights} value=${value} isWanted=${rights.some((right) => faultOf(refused, fieldOf[right]))}>
    ${rights.map((right) => {
      const lack = lackOf(right)
      return html`<${Switch}
        key=${right}
        word=${w[`may_${right}`]}
        hint=${lack ?? w[`may_${right}_text`]}
        isOn=${permissions[right]}
        isDisabled=${lack !== undefined && !permissions[right]}
        fault=${faultOf(refused, fieldOf[right])}
        onChange=${(isOn: boolean) => set({ permissions: { ...permissions, [right]: isOn } })}
      />`
    })}
  </${Fold}>`
}

/** How often it may be used. */
export const Limits = ({ draft, set, refused, type, w }: FormParts): Node => {
  const { maxViews, maxDownloads } = draft
  const faults = [faultOf(refused, 'max_views'), faultOf(refused, 'max_downloads')]
  const value =
    [
      maxViews && fill(w.mostViews, { count: maxViews }),
      maxDownloads && fill(w.mostDownloads, { count: maxDownloads }),
    ]
      .filter(Boolean)
      .join(', ') || w.noLimits
  const count = { type: 'number', inputmode: 'numeric', min: 1, max: 1_000_000_000, step: 1 }
  return html`<${Fold} title=${w.limits} value=${value} isWanted=${faults.some(Boolean)}>
    <${Field} label=${w.maxViews} hint=${w.maxViewsHint} fault=${faults[0]} input=${{ name: 'max_views', ...count, value: maxViews, onInput: typed((maxViews) => set({ maxViews })) }} />
    ${
      offersMore(type) &&
      html`<${Field} label=${w.maxDownloads} fault=${faults[1]} input=${{ name: 'max_downloads', ...count, value: maxDownloads, onInput: typed((maxDownloads) => set({ maxDownloads })) }} />`
    }
  </${Fold}>`
}

const trails = ['0', '10', '30', '60', '240', '1440'] as const

/** What it is called, what a visitor reads above it, and an address of one's own. */
export const MoreOfIt = (parts: FormParts & { mayHaveSlug: boolean }): Node => {
  const { draft, set, refused, type, w, mayHaveSlug } = parts
  const faults = ['title', 'description', 'slug', 'trail_minutes', 'ends_on'].map((name) =>
    faultOf(refused, name),
  )
  const isTaken = refused?.code === 'slug_taken'
  const moves = movingKinds.has(type)
  return html`<${Fold} title=${w.moreOfIt} value=${draft.title.trim() || w.moreOfItShort} isWanted=${isTaken || faults.some(Boolean)}>
    <${Field} label=${w.title} hint=${w.titleHint} fault=${faults[0]} input=${{ name: 'title', maxlength: 200, value: draft.title, onInput: typed((title) => set({ title })) }} />
    <${Field} as="textarea" label=${w.note} hint=${w.noteHint} fault=${faults[1]} input=${{ name: 'description', maxlength: 2000, rows: 3, value: draft.note, onInput: typed((note) => set({ note })) }} />
    ${
      mayHaveSlug &&
      html`<${Field}
        label=${w.slug}
        hint=${fill(w.slugHint, { address: `${location.host}/share/${draft.slug || '…'}` })}
        fault=${isTaken ? refused.message : faults[2]}
        input=${{
          name: 'slug',
          maxlength: 60,
          autocapitalize: 'none',
          spellcheck: false,
          value: draft.slug,
          onInput: typed((slug) => set({ slug })),
          onBlur: () => set({ slug: slugFrom(draft.slug) }),
        }}
      />`
    }
    ${
      moves &&
      html`<p class="field">
        <label for="trail">${w.trail}</label>
        <select id="trail" name="trail_minutes" value=${draft.trail} onChange=${typed((trail) => set({ trail }))}>
          ${[...new Set([...trails, draft.trail])]
            .sort((a, b) => Number(a) - Number(b))
            .map(
              (one) =>
                html`<option key=${one} value=${one}>${one === '0' ? w.trailNone : fill(w.trailMinutes, { count: one })}</option>`,
            )}
        </select>
      </p>`
    }
    ${
      type === 'assignment' &&
      html`<${Switch} word=${w.untilDone} hint=${w.untilDoneHint} isOn=${draft.untilDone} fault=${faults[4]} onChange=${(untilDone: boolean) => set({ untilDone })} />`
    }
    <${Notify} ...${parts} />
  </${Fold}>`
}
