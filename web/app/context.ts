import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { MeView } from '../../domain/accounts/schema.ts'
import { isAtLeast, type Role } from '../../domain/actor.ts'
import type { Language } from '../../domain/problem.ts'
import type { Feature } from '../../domain/tenants/features.ts'
import type { AppProps } from '../pages/app.ts'
import type { Api } from './api.ts'
import type { Question } from './ui/questions.ts'
import type { Toast } from './ui/toasts.ts'

/** What every page of the app works with. */
export interface AppContext {
  readonly api: Api
  readonly lang: Language
  readonly me: MeView
  readonly map: AppProps['map']
  /** The organization's time zone: the times on members' pages are in it. */
  readonly zone: string
  /** Says something that passes, with a way to take it back where there is one. */
  readonly say: (toast: Toast | string) => void
  /** Says something that lasts, until what it answers is called; `Notice` does so for a page. */
  readonly tell: (text: string, isGeneral?: boolean) => () => void
  /** Asks before something is destroyed; true: do it. */
  readonly ask: (question: Question) => Promise<boolean>
  /** Reads anew who is signed in, after their organization, role or features changed. */
  readonly refreshMe: () => Promise<void>
}

export const AppContextOf = createContext<AppContext | null>(null)

export const useApp = (): AppContext => {
  const app = useContext(AppContextOf)
  if (!app) throw new Error('There is no app around this.')
  return app
}

export const hasRole = ({ me }: Pick<AppContext, 'me'>, role: Role): boolean => isAtLeast(me.tenant, role)

/** A feature below another is on only together with it. */
export const hasFeature = ({ me }: Pick<AppContext, 'me'>, feature: Feature): boolean =>
  me.tenant.features['trakservice.enabled'] === true && me.tenant.features[feature] === true
