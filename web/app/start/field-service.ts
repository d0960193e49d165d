import type { Features } from '../../../domain/tenants/schema.ts'
import type { AppContext } from '../context.ts'

/** All of field service at once: whoever tries it out wants to see it whole. Parts are switched in the settings. */
const parts = ['enabled', 'dispatch', 'tracking', 'routing', 'km', 'quotes'] as const

export const isFieldServiceOn = ({ me }: Pick<AppContext, 'me'>): boolean =>
  me.tenant.features['trakservice.enabled'] === true

/** Throws `Refused`. What was set before of its parts comes back with `undo`. */
export const switchFieldServiceOn = async ({
  api,
  me,
  refreshMe,
}: AppContext): Promise<() => Promise<void>> => {
  const before = me.tenant.features
  const put = async (of: (flag: string) => boolean) => {
    const features = Object.fromEntries(
      parts.map((part) => `trakservice.${part}`).map((flag) => [flag, of(flag)]),
    )
    await api.put<Features>('/api/tenants/features', { features })
    await refreshMe()
  }
  await put(() => true)
  return () => put((flag) => before[flag] === true)
}
