import type { MeView } from '../../../domain/accounts/schema.ts'
import type { CurrentTenant } from '../../../domain/tenants/schema.ts'
import type { Api } from '../api.ts'

type Values = Readonly<Record<string, string>>

export const signIn = (api: Api, values: Values): Promise<MeView> =>
  api.post('/api/auth/login', { ...values, cookies: true })

/**
 * Makes an account with its organization, which then has the time zone and the language that were chosen with it. The
 * account stands even where those could not be saved: they are in the settings.
 */
export const makeAccount = async (api: Api, { timezone, locale, ...values }: Values): Promise<MeView> => {
  const me = await api.post<MeView>('/api/auth/register', { ...values, cookies: true })
  const { tenant } = me
  const place = {
    ...(timezone && timezone !== tenant.timezone && { timezone }),
    ...(locale && locale !== tenant.locale && { locale }),
  }
  if (Object.keys(place).length === 0) return me
  const changed = await api.patch<CurrentTenant>('/api/tenants/current', place).catch(() => tenant)
  return { ...me, tenant: { ...tenant, timezone: changed.timezone, locale: changed.locale } }
}
