import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { MeView } from '../../domain/accounts/schema.ts'
import { AppPage, type AppProps } from '../pages/app.ts'
import { html, type Node } from '../pages/html.ts'
import { createApi, Refused } from './api.ts'
import { FleetPage } from './fleet.ts'
import { NewPassword, resetCodeIn } from './forgotten.ts'
import { nextIn } from './next.ts'
import { SignIn } from './sign-in.ts'
import { appWords } from './words.ts'

/** Whoever is signed in sees the fleet, or goes on to where they came for; everybody else sees the door. */
export const App = (props: AppProps): Node => {
  const { lang, session } = props
  const w = appWords[lang]
  const [me, setMe] = useState<MeView | 'nobody' | 'unknown' | 'unreachable'>(
    session === 'none' ? 'nobody' : 'unknown',
  )
  const [firstRun, setFirst] = useState(props.firstRun)
  const [note, setNote] = useState('')
  const [code, setCode] = useState(() => resetCodeIn(location.hash))
  const leaving = useRef(false)
  const next = useMemo(() => nextIn(location.search, location.origin), [])
  const api = useMemo(() => {
    const onSignedOut = () => {
      setNote(w.sessionEnded)
      setMe('nobody')
    }
    return createApi({ lang, unreachable: w.failed, onSignedOut })
  }, [lang])
  useEffect(() => {
    if (me === 'unknown') comeIn()
  }, [])
  useEffect(() => {
    const takeCode = () => {
      const brought = resetCodeIn(location.hash)
      if (!brought) return
      setCode(brought)
      history.replaceState(null, '', location.pathname + location.search) // not for the browser's history
    }
    takeCode()
    addEventListener('hashchange', takeCode)
    return () => removeEventListener('hashchange', takeCode)
  }, [])

  const comeIn = async () => {
    setMe('unknown')
    try {
      if (session === 'stale' && (await api.renew()) === 'ended') return
      goOn(await readMe())
    } catch (error) {
      if (!isSignedOut(error)) setMe('unreachable')
    }
  }
  const readMe = () => api.get<MeView>('/api/auth/me/')
  const signedIn = (who: MeView) => {
    leaving.current = false // until now: word of the session that was left may come after the answer
    setFirst(false)
    setNote('')
    goOn(who)
  }
  const goOn = (who: MeView) => (next ? location.replace(next) : setMe(who))
  const signOut = async () => {
    leaving.current = true
    try {
      await api.post('/api/auth/logout')
      setNote('')
      setMe('nobody')
    } catch {
      leaving.current = false
      setNote(w.failed)
    }
  }
  /** One of the member's sessions has ended, or their role is another: what holds for this one, the service knows. */
  const askAgain = () => leaving.current || readMe().then(setMe, () => {})

  const passwordChosen = () => {
    setCode(null)
    setNote(w.newPasswordDone)
    setMe('nobody') // whoever was signed in here as this person is not any more
  }

  if (code)
    return html`<${NewPassword} ...${{ api, w, code, onBack: () => setCode(null), onDone: passwordChosen }} />`
  if (me === 'unknown') return html`<${AppPage} ...${props} />`
  if (me === 'unreachable')
    return html`<main class="last" role="alert">
      <p class="wordmark">Fleeting</p>
      <p class="last-text">${w.failed}</p>
      <button type="button" class="button primary" onClick=${comeIn}>${w.tryAgain}</button>
    </main>`
  if (me === 'nobody') return html`<${SignIn} ...${{ api, w, firstRun, note, onSignedIn: signedIn }} />`
  return html`<${FleetPage}
    key=${`${me.tenant.id} ${me.user.id}`}
    ...${{ ...props, api, w, me, note, onSignOut: signOut, onSessionChanged: askAgain }}
  />`
}

const isSignedOut = (error: unknown) => error instanceof Refused && error.status === 401
