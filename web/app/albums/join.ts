import { useEffect, useState } from 'preact/hooks'
import type { AlbumView } from '../../../domain/albums/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { Refused } from '../api.ts'
import { useApp } from '../context.ts'
import type { PageProps } from '../pages.ts'
import { hrefOf, replaceWith } from '../router.ts'
import { Field, Trouble, useTask, valuesOf } from '../ui/form.ts'
import { Empty, PageFrame } from '../ui/page.ts'
import { uiWords } from '../ui/words.ts'
import { albumLinkWords } from './link-words.ts'
import { albumsWords } from './words.ts'

/** Where somebody comes who opened an album's link and wants to add to it: they keep it, and go on to the album. */
export const JoinPage = ({ params }: PageProps): Node => {
  const { api, lang, say } = useApp()
  const w = { ...uiWords[lang], ...albumsWords[lang], ...albumLinkWords[lang] }
  const ref = params.ref ?? ''
  const [refused, setRefused] = useState<Refused | null>(null)
  const { busy, refused: wrong, run } = useTask()
  const accept = async () => {
    try {
      const { album, role } = await api.post<{ album: AlbumView; role: AlbumView['role'] }>(
        '/api/albums/accept',
        { share_token: ref },
      )
      if (role !== 'owner')
        say(fill(role === 'collaborator' ? w.joinedAdd : w.joinedLook, { title: plain(album.title) }))
      replaceWith(hrefOf(`/albums/${album.id}`))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefused(error)
    }
  }
  useEffect(() => {
    setRefused(null)
    accept()
  }, [ref])
  const unlock = (event: Event) => {
    const { password } = valuesOf(event)
    return run(async () => {
      await api.post(`/share/${encodeURIComponent(ref)}/unlock`, { password })
      await accept()
    })
  }

  if (!refused)
    return html`<${PageFrame} title=${w.joinTitle}><p role="status">${w.joining}</p></${PageFrame}>`
  if (refused.code === 'password_required')
    return html`<${PageFrame} title=${w.joinTitle}>
      <form class="panel" onSubmit=${unlock}>
        <p>${w.passwordText}</p>
        <${Field} label=${w.password} input=${{ name: 'password', type: 'password', required: true, autocomplete: 'off', autofocus: true }} />
        <${Trouble} refused=${wrong} />
        <div class="buttons"><button class="button primary" disabled=${busy}>${w.goOn}</button></div>
      </form>
    </${PageFrame}>`
  return html`<${PageFrame} title=${w.joinTitle}>
    <div role="alert">
      <${Empty} glyph="link" title=${w.cannotJoin} text=${refused.message}>
        ${refused.status === 0 && html`<button type="button" class="button primary" onClick=${accept}>${w.tryAgain}</button>`}
        <a class="button" href=${hrefOf('/albums', { of: 'shared' })}>${w.toAlbums}</a>
      </${Empty}>
    </div>
  </${PageFrame}>`
}
