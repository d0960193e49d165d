import { html, type Node } from '../html.ts'
import { Composer } from './composer.ts'
import { Head } from './head.ts'
import { People } from './people.ts'
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
