import type { Language } from '../../../domain/problem.ts'
import type { ParticipantView } from '../../../domain/sessions/schema.ts'
import { html, type Node } from '../html.ts'
import { colorOf, inkOn } from '../icons.ts'
import { plain } from '../plain.ts'
import { fill } from '../words.ts'
import type { CollabLive } from './props.ts'
import { collabWords } from './words.ts'

/** The first letters of two names at most, on the participant's colour. */
export const Face = ({ participant: { name, color } }: { participant: ParticipantView }): Node =>
  html`<svg class=${`face face-${inkOn(color)}`} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <circle cx="16" cy="16" r="16" fill=${colorOf(color)} />
    <text x="16" y="21" text-anchor="middle">${initialsOf(name)}</text>
  </svg>`

export const initialsOf = (name: string): string =>
  plain(name)
    .split(/\s+/)
    .filter((_, i, all) => i === 0 || i === all.length - 1)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('')

/** Whoever is there, and whoever was or may be. */
export const People = ({ lang, live }: { lang: Language; live: CollabLive }): Node => {
  const order = { active: 0, idle: 1, away: 2 } as const
  const people = live.participants.toSorted(
    (a, b) => order[a.presence] - order[b.presence] || a.name.localeCompare(b.name),
  )
  return html`<ul class="people">
    ${people.map((one) => html`<li key=${one.id}><${Person} participant=${one} lang=${lang} live=${live} /></li>`)}
  </ul>`
}

interface PersonProps {
  readonly participant: ParticipantView
  readonly lang: Language
  readonly live: CollabLive
}

const Person = ({ participant, lang, live }: PersonProps): Node => {
  const w = collabWords[lang]
  const { id, role, presence, in_call, is_muted, shares_screen } = participant
  const name = plain(participant.name)
  const isMe = live.you?.participant_id === id
  const isHost = live.you?.role === 'host'
  const states = [
    w[presence],
    in_call && w.inCall,
    in_call && is_muted && w.muted,
    shares_screen && w.sharesScreen,
  ].filter(Boolean)
  return html`<div class=${`person ${presence}`}>
    <${Face} participant=${participant} />
    <div class="person-said">
      <p><bdi>${name}</bdi>${isMe && html` <span class="quiet">(${w.you})</span>`}
        ${participant.kind === 'guest' && html` <span class="tag">${w.guest}</span>`}</p>
      <p class="quiet">${isHost && !isMe ? '' : `${w[role]} · `}${states.join(' · ')}</p>
    </div>
    ${!isMe && html`<${PersonActs} ...${{ participant, lang, live }} />`}
  </div>`
}

/** Whom to follow is anybody's choice; the rest is the host's. */
const PersonActs = ({ participant, lang, live }: PersonProps): Node | null => {
  const w = collabWords[lang]
  const { id, role, presence, in_call, is_muted } = participant
  const isHost = live.you?.role === 'host'
  if (!isHost && presence === 'away') return null
  return html`<div class="person-acts">
    ${
      isHost &&
      html`<label class="role-of">
        <span class="visually-hidden">${fill(w.role, { name: plain(participant.name) })}</span>
        <select
          value=${role}
          onChange=${({ currentTarget }: { currentTarget: HTMLSelectElement }) =>
            live.act.role(id, currentTarget.value as ParticipantView['role'])}
        >
          ${(['host', 'collaborator', 'commenter', 'viewer'] as const).map(
            (one) => html`<option value=${one} selected=${one === role}>${w[one]}</option>`,
          )}
        </select>
      </label>`
    }
    ${
      presence !== 'away' &&
      html`<button
        type="button"
        class="button small"
        aria-pressed=${live.following === id}
        onClick=${() => live.act.follow(live.following === id ? null : id)}
      >${live.following === id ? w.followEnd : w.follow}</button>`
    }
    ${isHost && in_call && !is_muted && html`<button type="button" class="button small" onClick=${() => live.act.mute(id)}>${w.mute}</button>`}
    ${isHost && html`<button type="button" class="button small danger" onClick=${() => live.act.sendAway(participant)}>${w.sendAway}</button>`}
  </div>`
}
