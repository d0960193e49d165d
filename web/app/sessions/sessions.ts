import './sessions.css'
import { useEffect, useRef } from 'preact/hooks'
import type { SessionListed } from '../../../domain/sessions/requests.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { hasRole, useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf, replaceWith } from '../router.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { type List, type ListPage, More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { useNow } from '../ui/now.ts'
import { Empty, PageFrame, Tabs } from '../ui/page.ts'
import { SessionRow } from './session-row.ts'
import { type SessionsWords, sessionsWords } from './words.ts'

export const sessionsPath = '/api/v3/collaboration/sessions'
/** How often it is asked who is in them now, while somebody looks. */
const everyMs = 15_000
/** As many as the service gives at once. */
const onePage = 50

/** Sessions that one takes part in: those that go on, and those that are over. */
export const SessionsPage = ({ query }: PageProps): Node => {
  const app = useApp()
  const w = sessionsWords[app.lang]
  const isPast = query.get('show') === 'past'
  const isAll = query.get('of') === 'everyone' && hasRole(app, 'admin')
  const asked = new URLSearchParams({ open: String(!isPast), ...(isAll && { everyone: 'true' }) })
  const list = useList<SessionListed>(app.api, `${sessionsPath}?${asked}`)
  useLooking(list, !isPast)
  const href = (show: string, of: string) => hrefOf('/sessions', { show, of })
  const of = isAll ? 'everyone' : ''
  const tabs = [
    { href: href('', of), word: w.openOnes, isHere: !isPast },
    { href: href('past', of), word: w.pastOnes, isHere: isPast },
  ]
  const flip = () => replaceWith(href(isPast ? 'past' : '', isAll ? '' : 'everyone'))
  return html`<${PageFrame} title=${w.title} actions=${html`<a class="button primary" href="#/sessions/new"><${Glyph} name="people" />${w.start}</a>`}>
    <div class="stack">
      <${Tabs} label=${w.sides} tabs=${tabs} />
      ${hasRole(app, 'admin') && html`<label class="check"><input type="checkbox" checked=${isAll} onChange=${flip} />${w.everyone}</label>`}
      <${Loaded} of=${list} lines=${3}>
        ${({ results }: ListPage<SessionListed>) =>
          results.length > 0
            ? html`<${Rows} ...${{ list, results, w }} />`
            : isPast
              ? html`<${Empty} glyph="clock" title=${w.emptyPastTitle} text=${w.emptyPastText} />`
              : html`<${Empty} glyph="people" title=${w.emptyTitle} text=${w.emptyText}><a class="button primary" href="#/sessions/new">${w.start}</a></${Empty}>`}
      </${Loaded}>
    </div>
  </${PageFrame}>`
}

interface RowsProps {
  readonly list: List<SessionListed>
  readonly results: readonly SessionListed[]
  readonly w: SessionsWords
}

const Rows = ({ list, results, w }: RowsProps): Node => {
  const { api, ask, say } = useApp()
  const now = useNow(1000)
  const { busy, refused, run } = useTask()
  const rows = useRef<HTMLUListElement>(null)
  const end = async ({ session_id }: SessionListed) => {
    if (!(await ask({ title: w.endTitle, text: w.endText, yes: w.endYes }))) return
    await run(async () => {
      await api.post(`${sessionsPath}/${session_id}/end`)
      say(w.endedNow)
      rows.current?.closest('main')?.querySelector('h1')?.focus() // the row is about to go
      await list.reload()
    })
  }
  return html`<${Trouble} refused=${refused} />
    <ul class="rows session-rows" ref=${rows}>
      ${results.map((one) => html`<${SessionRow} key=${one.session_id} ...${{ one, now, isBusy: busy, onEnd: end }} />`)}
    </ul>
    <${More} list=${list} />`
}

/** Who comes and goes is seen while somebody looks. A list that was made longer is left alone. */
const useLooking = (list: List<SessionListed>, isOn: boolean): void => {
  const latest = useRef(list)
  latest.current = list
  useEffect(() => {
    if (!isOn) return
    const look = () => {
      const { value, isBusy, reload } = latest.current
      if (!document.hidden && !isBusy && value && value.results.length <= onePage) reload()
    }
    const looking = setInterval(look, everyMs)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(looking)
      document.removeEventListener('visibilitychange', look)
    }
  }, [isOn])
}
