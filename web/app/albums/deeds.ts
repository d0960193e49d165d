import { useEffect, useRef, useState } from 'preact/hooks'
import type { AlbumItemView, WholeAlbumView } from '../../../domain/albums/schema.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import type { Loading } from '../ui/loading.ts'
import { albumsWords } from './words.ts'

/**
 * What may be done to the items of an album. It is shown at once and told to the service one after the other; what the
 * service does not take is read anew, and said.
 */
export const useAlbumDeeds = (loading: Loading<WholeAlbumView>) => {
  const { api, ask, lang, me, say } = useApp()
  const w = albumsWords[lang]
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const latest = useRef<WholeAlbumView | undefined>(undefined)
  latest.current = loading.value
  const focusOn = useRef<string | null>(null)
  const [said, tell] = useState('')
  useEffect(() => {
    const id = focusOn.current
    focusOn.current = null
    if (id) document.getElementById(id)?.focus()
  }, [loading.value])

  const show = (items: readonly AlbumItemView[]) => {
    if (!latest.current) return
    const album = { ...latest.current, items: [...items], item_count: items.length }
    latest.current = album
    loading.set(album)
  }
  const send = (task: () => Promise<unknown>, done?: () => void) => {
    queue.current = queue.current.then(async () => {
      try {
        await task()
        done?.()
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        say({ text: fill(w.notSaved, { reason: error.message }), isTrouble: true })
        await loading.reload()
      }
    })
  }
  const at = () => `/api/albums/${latest.current?.id}/items`
  const tellOrder = (items: readonly AlbumItemView[]) =>
    api.patch(at(), { asset_ids: items.map(({ asset_id }) => asset_id) })

  /** Shows them in this order; `moved` keeps the focus. */
  const order = (items: readonly AlbumItemView[], moved: AlbumItemView): void => {
    if (!latest.current || items === latest.current.items) return
    const hadFocus = document.activeElement?.id === `item-${moved.asset_id}`
    focusOn.current = hadFocus ? `item-${moved.asset_id}` : null
    show(items)
    tell(fill(w.movedTo, { at: items.indexOf(moved) + 1, count: items.length }))
    send(() => tellOrder(items))
  }

  const take = async (item: AlbumItemView): Promise<void> => {
    const title = plain(item.title)
    const isMine = item.added_by?.id === me.user.id
    const name = item.added_by ? plain(item.added_by.full_name) : w.somebody
    const question = { title: fill(w.takeTitle, { title }), text: fill(w.takeText, { name }), yes: w.take }
    if (!isMine && !(await ask(question))) return // nobody else may put it back
    const before = latest.current?.items ?? []
    const index = before.indexOf(item)
    const next = before[index + 1] ?? before[index - 1]
    focusOn.current = next ? `item-${next.asset_id}` : null
    show(before.filter((one) => one !== item))
    send(
      () => api.delete(`${at()}/${item.asset_id}`),
      () => say({ text: fill(w.taken, { title }), ...(isMine && { undo: () => putBack(item, index) }) }),
    )
  }
  const putBack = (item: AlbumItemView, index: number) => {
    const items = (latest.current?.items ?? []).toSpliced(index, 0, item)
    focusOn.current = `item-${item.asset_id}`
    const isOwner = latest.current?.role === 'owner'
    show(isOwner ? items : [...(latest.current?.items ?? []), item]) // others add at the end
    send(async () => {
      await api.post(at(), { asset_id: item.asset_id })
      if (isOwner) await tellOrder(items)
    })
  }
  const rename = (item: AlbumItemView, title: string): void =>
    show((latest.current?.items ?? []).map((one) => (one === item ? { ...one, title } : one)))

  return { said, order, take, rename }
}
export type AlbumDeeds = ReturnType<typeof useAlbumDeeds>
