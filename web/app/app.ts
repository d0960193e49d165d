import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { MeView } from '../../domain/accounts/schema.ts'
import { AppPage, type AppProps } from '../pages/app.ts'
import { html, type Node } from '../pages/html.ts'
import { createApi, Refused } from './api.ts'
import { type AppContext, AppContextOf } from './context.ts'
import { leaveHere } from './day/here.ts'
import { clearShelves, ownerOf } from './day/shelf.ts'
import { NewPassword, resetCodeIn } from './door/forgotten.ts'
import { nextIn } from './door/next.ts'
import { SignIn } from './door/sign-in.ts'
import { doorWords } from './door/words.ts'
import { foresee, Outlet, pageAt } from './outlet.ts'
import { goTo, placeOf, usePlace } from './router.ts'
import { Shell } from './shell.ts'
import { LanguageOf } from './ui/lang.ts'
import { Asking, useQuestions } from './ui/questions.ts'
import { Toasts, useToasts } from './ui/toasts.ts'
import { uiWords } from './ui/words.ts'
import { Unreachable } from './unreachable.ts'
import { shellWords } from './words.ts'
import { forgetKept, forgetPage, keepApp } from './worker/keep.ts'

/** Whoever is signed in sees the app, or goes on to where they came for; everybody else sees the door. */
export const App = (props: AppProps): Node => {
  const { lang, session } = props
  const w = { ...uiWords[lang], ...doorWords[lang] }
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
      forgetKept()
      setNote(w.sessionEnded)
      setMe('nobody')
    }
    return createApi({ lang, unreachable: w.failed, onSignedOut })
  }, [lang])
  useEffect(() => {
    if (me !== 'unknown') return
    if (!next) foresee(placeOf(location.hash)) // most are who they were: their page comes beside their name
    comeIn()
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

  useEffect(() => {
    if (me === 'nobody') leaveHere()
  }, [me])

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
  const signedIn = (who: MeView, isNew: boolean) => {
    if (isNew && !next) goTo('#/start')
    leaving.current = false // until now: word of the session that was left may come after the answer
    setFirst(false)
    setNote('')
    clearShelves(ownerOf({ me: who })) // the session before may have run out, with nobody to sign out
    forgetPage().then(() => goOn(who))
  }
  const goOn = (who: MeView) => (next ? location.replace(next) : setMe(who))
  const signOut = async () => {
    leaving.current = true
    try {
      await api.post('/api/auth/logout')
      await forgetKept()
      clearShelves()
      setNote('')
      setMe('nobody')
    } catch {
      leaving.current = false
      setNote(w.failed)
    }
  }
  /** One of the member's sessions has ended, or their role is another: what holds for this one, the service knows. */
  const askAgain = async (): Promise<void> => {
    if (!leaving.current) await readMe().then(setMe, () => {})
  }

  const passwordChosen = () => {
    setCode(null)
    setNote(w.newPasswordDone)
    setMe('nobody') // whoever was signed in here as this person is not any more
  }

  const inside = (): Node => {
    if (code)
      return html`<${NewPassword} ...${{ api, w, code, onBack: () => setCode(null), onDone: passwordChosen }} />`
    if (me === 'unknown') return html`<${AppPage} ...${props} />`
    if (me === 'unreachable') return html`<${Unreachable} onTryAgain=${comeIn} />`
    if (me === 'nobody') return html`<${SignIn} ...${{ api, w, firstRun, note, onSignedIn: signedIn }} />`
    return html`<${SignedIn}
      key=${`${me.tenant.id} ${me.user.id}`}
      ...${{ api, lang, me, map: props.map, note, onSignOut: signOut, refreshMe: askAgain }}
    />`
  }
  return html`<${LanguageOf.Provider} value=${lang}>${inside()}</${LanguageOf.Provider}>`
}

type SignedInProps = Pick<AppContext, 'api' | 'lang' | 'me' | 'map' | 'refreshMe'> & {
  /** What went wrong before. */
  readonly note: string
  readonly onSignOut: () => void
}

/** The app of a member: the shell, the page that the address names, what is asked and what is said. */
const SignedIn = ({ note, onSignOut, ...given }: SignedInProps): Node => {
  const w = shellWords[given.lang]
  const toasts = useToasts()
  const questions = useQuestions()
  const place = usePlace()
  const app: AppContext = {
    ...given,
    zone: given.me.tenant.timezone,
    say: toasts.say,
    tell: toasts.tell,
    ask: questions.ask,
  }
  useEffect(
    () =>
      keepApp((changeOver) =>
        toasts.say({ text: w.newVersion, act: { word: w.loadNewVersion, run: changeOver } }),
      ),
    [],
  )
  useEffect(() => {
    if (note) toasts.say({ text: note, isTrouble: true })
  }, [note])
  return html`<${AppContextOf.Provider} value=${app}>
    <${Shell} ...${{ app, page: pageAt(place)?.page, onSignOut }}><${Outlet} place=${place} /></${Shell}>
    ${questions.question && html`<${Asking} question=${questions.question} answer=${questions.answer} />`}
    <${Toasts} ...${toasts} />
  </${AppContextOf.Provider}>`
}

const isSignedOut = (error: unknown) => error instanceof Refused && error.status === 401
