import { useEffect } from 'preact/hooks'
import type { CommentView } from '../../../../domain/comments/schema.ts'
import type { AppContext } from '../../context.ts'
import type { ListPage } from '../../ui/list.ts'
import { type Loading, useLoad } from '../../ui/loading.ts'
import { onNotified } from '../../unread.ts'
import type { Said } from './comment-form.ts'

const pageSize = 200

export interface Comments extends Loading<readonly CommentView[]> {
  readonly create: (said: Said, parent?: string) => Promise<CommentView>
  readonly edit: (id: string, content: string) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  readonly resolve: (id: string, resolved: boolean) => Promise<void>
}

/** What is said of a file, all of it, and what one may do about it. What others say of it meanwhile comes by itself. */
export const useComments = ({ api }: Pick<AppContext, 'api'>, assetId: number): Comments => {
  const path = `/api/v3/assets/${assetId}/comments`
  const loading = useLoad(async () => {
    const all: CommentView[] = []
    for (let page = 1; ; page++) {
      const { results, next } = await api.get<ListPage<CommentView>>(
        `${path}?page_size=${pageSize}&page=${page}`,
      )
      all.push(...results)
      if (next === null) return all as readonly CommentView[]
    }
  }, [path])
  useEffect(
    () => onNotified(({ url }) => void (url?.includes(`/assets/${assetId}?`) && loading.reload())),
    [assetId],
  )
  const put = (view: CommentView) =>
    loading.set((before) =>
      before.some(({ id }) => id === view.id)
        ? before.map((one) => (one.id === view.id ? view : one))
        : [...before, view],
    )
  return {
    ...loading,
    async create(said, parent) {
      const view = await api.post<CommentView>(path, {
        ...said,
        ...(parent && { parent_comment_id: parent }),
      })
      put(view)
      return view
    },
    async edit(id, content) {
      put(await api.patch<CommentView>(`${path}/${id}`, { content }))
    },
    async remove(id) {
      await api.delete(`${path}/${id}`)
      await loading.reload()
    },
    async resolve(id, resolved) {
      put(await api.post<CommentView>(`${path}/${id}/resolve`, { resolved }))
    },
  }
}
