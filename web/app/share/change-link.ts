import { useMemo } from 'preact/hooks'
import type { EditShare, ShareView } from '../../../domain/share-links/schema.ts'
import { useApp } from '../context.ts'
import { useTask } from '../ui/form.ts'
import { dateTime } from '../ui/time.ts'
import { nameOf, putOff } from './link-state.ts'
import { useSpeech } from './speech.ts'

export const pathOf = ({ uuid }: Pick<ShareView, 'uuid'>): string => `/api/v3/shares/${uuid}`

interface Told {
  /** The link as it is now, and what is said of it. */
  readonly onChanged: (link: ShareView, said: string) => void
}

/** What is done with a link by one press. A change stands on what holds now, and not on what was read before lunch. */
export const useLinkDeeds = ({ onChanged }: Told) => {
  const { api, ask, lang, zone } = useApp()
  const w = useSpeech()
  const { busy, refused, run } = useTask()

  const change = async (link: ShareView, edit: (fresh: ShareView) => EditShare | undefined) => {
    const { value, etag } = await api.getTagged<ShareView>(pathOf(link))
    const wanted = edit(value)
    return wanted ? api.patch<ShareView>(pathOf(link), wanted, etag) : value
  }
  const saidEnd = ({ expires_at }: ShareView) =>
    expires_at === null ? w.noEnd : w.extended.replace('{time}', dateTime(lang, zone, expires_at))

  return useMemo(
    () => ({
      busy,
      refused,
      extend: (link: ShareView, by: number) =>
        run(async () => {
          const changed = await change(link, (fresh) => {
            const end = putOff(fresh, by, Date.now())
            return end === undefined ? undefined : { expires_at: end }
          })
          onChanged(changed, saidEnd(changed))
        }),
      endAt: (link: ShareView, at: number) =>
        run(async () => {
          const changed = await change(link, () => ({ expires_at: new Date(at).toISOString() }))
          onChanged(changed, saidEnd(changed))
        }),
      async withdraw(link: ShareView): Promise<void> {
        const name = nameOf(link, w)
        const text = w.withdrawText.replace('{name}', () => name)
        if (!(await ask({ title: w.withdrawTitle, text, yes: w.withdrawYes }))) return
        await run(async () => onChanged(await api.delete<ShareView>(pathOf(link)), w.withdrawn))
      },
    }),
    [busy, refused, onChanged],
  )
}
export type LinkDeeds = ReturnType<typeof useLinkDeeds>
