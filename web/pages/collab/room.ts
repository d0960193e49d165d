import { clockTime } from '../format.ts'
import { html, type Node } from '../html.ts'
import { plain } from '../plain.ts'
import { fill } from '../words.ts'
import { Composer } from './composer.ts'
import { Face, People } from './people.ts'
import { type CollabLive, type CollabProps, panels, tools } from './props.ts'
import { QuestionDialog } from './question.ts'
import { Stage } from './stage.ts'
import { Threads } from './threads.ts'
import { collabWords } from './words.ts'

/** A session: what is worked on at one side, what is said of it at the other. Without a script it is read and written all the same. */
export const CollabPage = (props: CollabProps & { readonly live?: CollabLive }): Node => {
  const { lang, live, serverTime } = props
  const w = collabWords[lang]
  const now = live ? Date.now() : Date.parse(serverTime)
  return html`<main class="collab">
    <${Head} ...${{ props, live, now }} />
    ${live?.trouble && html`<p class="trouble-bar" role="alert">${live.trouble} <button type="button" class="text-button" onClick=${live.act.forgetTrouble}>✕</button></p>`}
    <div class="collab-main">
      <${Stage} props=${props} live=${live} />
      <section class="side" aria-label=${live ? undefined : w.comments}>
        ${live && html`<${Tabs} ...${{ props, live }} />`}
        <${Comments} ...${{ props, live, now }} />
        ${live && html`<div id="notes-panel" class="panel" role="tabpanel" aria-labelledby="tab-notes" hidden=${live.panel !== 'notes'}></div>`}
        ${
          live?.panel === 'people' &&
          html`<div class="panel" role="tabpanel" aria-labelledby="tab-people"><${People} lang=${lang} live=${live} /></div>`
        }
      </section>
    </div>
    ${live?.question && html`<${QuestionDialog} lang=${lang} question=${live.question} />`}
    ${!live && html`<noscript><p class="quiet no-script">${w.noScript}</p></noscript>`}
  </main>`
}

const Head = ({
  props: { lang, title, expiresAt },
  live,
  now,
}: {
  props: CollabProps
  live: CollabLive | undefined
  now: number
}): Node => {
  const w = collabWords[lang]
  const here = live?.participants.filter(({ presence }) => presence !== 'away') ?? []
  const followed = here.find(({ id }) => id === live?.following)
  return html`<header class="collab-head">
    <div class="collab-name">
      <h1 class="collab-title" title=${plain(title)}><bdi>${plain(title)}</bdi></h1>
      <p class="quiet status" role="status">
        ${live && live.status !== 'live' ? w[live.status] : fill(w.endsAt, { when: clockTime(lang, Date.parse(expiresAt), now) })}
        ${followed && html` · ${fill(w.followingNow, { name: plain(followed.name) })}`}
        ${live && live.followedBy.length > 0 && html` · ${fill(w.followed, { names: namesOf(live) })}`}
      </p>
    </div>
    <div class="faces" role="img" aria-label=${fill(w.peopleHere, { count: here.length })}>
      ${here.slice(0, 6).map((one) => html`<${Face} key=${one.id} participant=${one} />`)}
      ${here.length > 6 && html`<span class="quiet">+${here.length - 6}</span>`}
    </div>
    <div id="recording-sign"></div>
    <div id="call-bar"></div>
    ${live?.you?.role === 'host' && html`<button type="button" class="button danger" onClick=${live.act.end}>${w.end}</button>`}
  </header>`
}

const namesOf = (live: CollabLive): string =>
  live.participants
    .filter(({ id }) => live.followedBy.includes(id))
    .map(({ name }) => plain(name))
    .join(', ')

const Tabs = ({ props: { lang }, live }: { props: CollabProps; live: CollabLive }): Node => {
  const w = collabWords[lang]
  return html`<div class="side-head">
    <div class="tabs" role="tablist" aria-label=${w.panels}>
      ${panels.map(
        (panel) => html`<button
          type="button"
          role="tab"
          id=${`tab-${panel}`}
          aria-selected=${live.panel === panel}
          tabindex=${live.panel === panel ? 0 : -1}
          onClick=${() => live.act.panel(panel)}
          onKeyDown=${(event: KeyboardEvent) => onTabKey(event, live)}
        >${w[panel]}</button>`,
      )}
    </div>
    ${
      live.you &&
      live.you.role !== 'viewer' &&
      html`<div class="tools" role="group" aria-label=${w.tools}>
        ${tools
          .filter((tool) => tool !== 'draw' || live.you?.role === 'host' || live.you?.role === 'collaborator')
          .map(
            (tool) => html`<button
              type="button"
              class="button small"
              aria-pressed=${live.tool === tool}
              onClick=${() => live.act.tool(tool)}
            >${w[tool]}</button>`,
          )}
      </div>`
    }
  </div>`
}

/** Arrow keys go from tab to tab, as in the ARIA pattern: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
const onTabKey = (event: KeyboardEvent, live: CollabLive): void => {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const next = panels[(panels.indexOf(live.panel) + step + panels.length) % panels.length]!
  live.act.panel(next)
  document.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
}

const Comments = ({
  props,
  live,
  now,
}: {
  props: CollabProps
  live: CollabLive | undefined
  now: number
}): Node => {
  const { lang, commentAction, attempt } = props
  const w = collabWords[lang]
  const mayWrite = live?.you && live.you.role !== 'viewer'
  const isMember = live?.participants.find(({ id }) => id === live.you?.participant_id)?.kind === 'member'
  const isHidden = live !== undefined && live.panel !== 'comments' // and stays, with what is being written
  return html`<div class="panel" role=${live ? 'tabpanel' : undefined} aria-labelledby=${live ? 'tab-comments' : undefined} hidden=${isHidden}>
    ${live?.tool === 'comment' && !live.draft && html`<p class="hint" role="status">${w.placeHere}</p>`}
    ${
      mayWrite &&
      html`<${Composer}
        label=${live.draft?.drawing ? w.writeAboutDrawing : live.draft ? w.writeAbout : w.write}
        lang=${lang}
        mayBeInternal=${isMember === true}
        isFocused=${live.draft !== null}
        onSend=${live.act.comment}
        onCancel=${live.draft ? live.act.dropDraft : undefined}
        isHidden=${live.answering !== null || live.editing !== null}
      />`
    }
    ${
      !live &&
      commentAction &&
      html`<form class="composer" method="post" action=${commentAction}>
        <label class="field">
          <span>${w.write}</span>
          <textarea name="content" rows="3" maxlength="5000" required>${attempt?.content ?? ''}</textarea>
        </label>
        <button class="button primary" type="submit">${w.send}</button>
      </form>`
    }
    ${!live && attempt && html`<p class="trouble" role="alert">${attempt.trouble}</p>`}
    <${Threads} ...${{ props, live, now }} />
  </div>`
}
