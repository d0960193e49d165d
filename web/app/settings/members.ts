import { useState } from 'preact/hooks'
import { type Role, roles } from '../../../domain/actor.ts'
import type { MemberView } from '../../../domain/tenants/schema.ts'
import { html, type Node } from '../../pages/html.ts'
import { Glyph } from '../../pages/icons.ts'
import { plain } from '../../pages/plain.ts'
import { fill } from '../../pages/words.ts'
import { useApp } from '../context.ts'
import { goTo } from '../router.ts'
import { Trouble, useTask } from '../ui/form.ts'
import { More, useList } from '../ui/list.ts'
import { Loaded } from '../ui/loading.ts'
import { Select } from '../ui/select.ts'
import { AddMember } from './add-member.ts'
import { membersWords } from './members-words.ts'
import { roleWords } from './role-words.ts'

export const membersPath = '/api/tenants/members'

export const MembersSection = (): Node => {
  const app = useApp()
  const { api, lang, me, say, ask } = app
  const w = membersWords[lang]
  const list = useList<MemberView>(api, membersPath)
  const [isAdding, setAdding] = useState(false)
  const { busy, refused, run } = useTask()
  const isMe = (member: MemberView) => member.user_id === me.user.id
  const nameOf = (member: MemberView) => plain(member.full_name)

  const put = (member: MemberView) =>
    list.set((page) => ({
      ...page,
      results: page.results.map((one) => (one.user_id === member.user_id ? member : one)),
    }))
  const giveRole = (member: MemberView, role: Role, isUndo = false) =>
    run(async () => {
      put(await api.patch<MemberView>(`${membersPath}/${member.user_id}`, { role }))
      const done = fill(w.roleDone, { name: nameOf(member), role: roleWords[lang][role] })
      const undo = isUndo || isMe(member) ? {} : { undo: () => giveRole(member, member.role, true) }
      say({ text: done, ...undo })
      if (isMe(member)) await app.refreshMe()
    })
  const changeRole = async (member: MemberView, role: Role) => {
    const name = nameOf(member)
    // Whoever steps down cannot climb back by their own hand.
    const question = isMe(member)
      ? { title: w.stepDownTitle, text: w.stepDownText, yes: w.stepDownYes }
      : null
    if (question && !(await ask(question))) return put({ ...member })
    if (
      role === 'owner' &&
      !(await ask({ title: fill(w.ownerTitle, { name }), text: w.ownerText, yes: w.ownerYes }))
    )
      return put({ ...member })
    await giveRole(member, role)
  }
  const remove = async (member: MemberView) => {
    const name = nameOf(member)
    const question = isMe(member)
      ? { title: w.leaveTitle, text: w.leaveText, yes: w.leaveYes }
      : { title: fill(w.removeTitle, { name }), text: w.removeText, yes: w.removeYes }
    if (!(await ask(question))) return
    await run(async () => {
      await api.delete(`${membersPath}/${member.user_id}`)
      if (isMe(member)) return location.reload()
      list.set((page) => ({
        ...page,
        count: page.count - 1,
        results: page.results.filter((one) => one.user_id !== member.user_id),
      }))
      say(fill(w.removeDone, { name }))
      document.querySelector<HTMLElement>('#add-member')?.focus()
    })
  }

  const row = (member: MemberView) => {
    const mayTouch = member.role !== 'owner' || me.tenant.role === 'owner'
    const options = roles.map((value) => ({
      value,
      word: roleWords[lang][value],
      disabled: value === 'owner' && me.tenant.role !== 'owner',
    }))
    return html`<li key=${member.user_id} class="row member">
      <div class="grow">
        <h2><bdi>${nameOf(member)}</bdi>${isMe(member) && html` <span class="tag">${w.itsYou}</span>`}</h2>
        <p class="quiet">${member.email}</p>
        <p class="hint">${fill(w.joined, { day: new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeZone: app.zone }).format(new Date(member.joined_at)) })}</p>
      </div>
      <${Select} label=${fill(w.roleOf, { name: nameOf(member) })} isLabelHidden value=${member.role} options=${options}
        disabled=${busy || !mayTouch} onChange=${(role: Role) => changeRole(member, role)} />
      <button type="button" class="bare" disabled=${busy || !mayTouch} aria-label=${fill(isMe(member) ? w.leave : w.remove, { name: nameOf(member) })} onClick=${() => remove(member)}>
        <${Glyph} name=${isMe(member) ? 'out' : 'trash'} />
      </button>
    </li>`
  }
  const added = (member: MemberView) => {
    setAdding(false)
    say(fill(w.addDone, { name: nameOf(member), role: roleWords[lang][member.role] }))
    list.reload()
    goTo('#/settings/members')
  }

  return html`<div class="buttons">
      <button type="button" id="add-member" class="button primary" onClick=${() => setAdding(true)}><${Glyph} name="plus" />${w.add}</button>
    </div>
    <${Trouble} refused=${refused} />
    <${Loaded} of=${list}>${({ results }: { results: readonly MemberView[] }) => html`<ul class="rows">${results.map(row)}</ul>`}</${Loaded}>
    <${More} list=${list} />
    <section class="panel" aria-labelledby="roles">
      <h2 id="roles">${w.rolesTitle}</h2>
      <dl class="told">
        ${roles.map((role) => html`<div key=${role}><dt>${roleWords[lang][role]}</dt><dd>${roleWords[lang][`${role}Does`]}</dd></div>`)}
      </dl>
      <p class="hint">${w.rolesHint}</p>
    </section>
    ${isAdding && html`<${AddMember} onAdded=${added} onClose=${() => setAdding(false)} />`}`
}
