import type { MemberView } from '../../../domain/tenants/schema.ts'
import { plain } from '../../pages/plain.ts'
import { hasRole, useApp } from '../context.ts'
import type { ListPage } from '../ui/list.ts'
import { useLoad } from '../ui/loading.ts'
import { useLinksSpeech } from './speech.ts'

/** What somebody who made a link is called. Only admins see links of others; nobody else needs to ask. */
export const useMakers = (): ((id: number) => string) => {
  const app = useApp()
  const w = useLinksSpeech()
  const { value } = useLoad(async () => {
    if (!hasRole(app, 'admin')) return null
    const { results } = await app.api.get<ListPage<MemberView>>('/api/tenants/members?page_size=200')
    return new Map(results.map(({ user_id, full_name, email }) => [user_id, plain(full_name) || email]))
  }, [])
  return (id) => (id === app.me.user.id ? w.me : value ? (value.get(id) ?? w.formerMember) : '')
}
