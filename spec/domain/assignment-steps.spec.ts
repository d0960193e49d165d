import { expect } from 'chai'
import { presentWhole } from '../../domain/assignments/present.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { expectRefusal } from '../support/refusals.ts'
import { anOffice, dispatcher, link, publicUrl } from './an-office.ts'

describe('a step of an assignment', () => {
  it('is followed in order, each follower once: on the way [AS-14] [AS-15]', async () => {
    const { assignments, plan, followed, announced, ana, at } = anOffice()
    const { id } = await plan()
    at('2026-01-15T08:45:00Z')

    const { assignment, customerLink } = await assignments.changeStatus(
      dispatcher,
      id,
      { status: 'en_route' },
      publicUrl,
    )

    expect(assignment.departedAt).to.deep.equal(new Date('2026-01-15T08:45:00Z'))
    expect(customerLink).to.deep.equal(link)
    expect(followed).to.deep.equal(['begin', `forget ${ana.id}`, 'announce'])
    expect(announced).to.deep.equal([
      {
        tenantId: 1,
        assignmentId: id,
        technicianId: ana.id,
        userId: ana.user.id,
        linkId: link.id,
        status: 'en_route',
        at: '2026-01-15T08:45:00.000Z',
      },
    ])
  })

  it('is told to whoever watches before their link ends with it [AS-14]', async () => {
    const { assignments, plan, move, followed, announced, ana, chiller, pump } = anOffice()
    for (const [status, order] of [
      ['done', chiller],
      ['canceled', pump],
    ] as const) {
      const { id } = await plan({ work_order: order.id })
      await move(id, 'en_route', 'on_site')
      followed.length = 0

      const { customerLink } = await assignments.changeStatus(dispatcher, id, { status }, publicUrl)

      expect(customerLink).to.equal(null)
      expect(followed).to.deep.equal(['of', `forget ${ana.id}`, 'announce', 'end'])
      expect(announced.at(-1)).to.include({ assignmentId: id, status, linkId: link.id })
    }
  })

  it('without departure had no link to end, and looks for none [AS-14]', async () => {
    const { plan, move, followed, announced } = anOffice()
    const { id } = await plan()

    await move(id, 'canceled')

    expect(followed).not.to.include('of').and.not.to.include('begin')
    expect(announced[0]).to.include({ linkId: null, status: 'canceled' })
  })

  it('stands whatever becomes of those who follow, and each of them is reported [AS-14]', async () => {
    const { assignments, plan, failing, failures, ana, store } = anOffice()
    const { id } = await plan()
    const everybody = ['begin', 'of', 'end', 'end all', `forget ${ana.id}`, 'announce']
    for (const name of everybody) failing.add(name)

    const gone = await assignments.changeStatus(dispatcher, id, { status: 'en_route' }, publicUrl)
    const read = await assignments.get(dispatcher, id)
    await assignments.changeStatus(dispatcher, id, { status: 'canceled' }, publicUrl)

    expect([gone.assignment.status, gone.customerLink, read.customerLink]).to.deep.equal([
      'en_route',
      null,
      null,
    ])
    expect((await store.find(id))?.status).to.equal('canceled')
    await assignments.remove(dispatcher, id)
    expect(new Set(failures.map((error) => (error as Error).message))).to.deep.equal(new Set(everybody))
  })

  it('answers with the work order as it became, and shows the link while it is under way [AS-15]', async () => {
    const { assignments, plan, move } = anOffice()
    const { id } = await plan()

    const { assignment } = await assignments.changeStatus(dispatcher, id, { status: 'en_route' }, publicUrl)

    expect(assignment.workOrder.status).to.equal('IN_PROGRESS')
    const shown = presentWhole(await assignments.get(dispatcher, id), 'en', publicUrl)
    expect(shown.customer_link).to.deep.equal({
      token: 'a-token',
      share_url: `${publicUrl}/share/a-token/`,
      expires_at: '2026-01-16T12:00:00.000Z',
    })
    await move(id, 'canceled')
    expect(presentWhole(await assignments.get(dispatcher, id), 'en', publicUrl)).not.to.have.property(
      'customer_link',
    )
  })

  it('is one event with both states, and one step of the history [AS-18] [AS-20]', async () => {
    const { assignments, plan, events, ana, anna, chiller } = anOffice()
    const { id } = await plan()

    const reason = 'Cliente solicitou reagendamento'
    await assignments.changeStatus(anna, id, { status: 'canceled', reason }, publicUrl)

    expect(events.slice(1)).to.deep.equal([
      {
        name: 'assignment.status_changed',
        aggregateType: 'assignment',
        aggregateId: id,
        actorId: ana.user.id,
        data: { from: 'scheduled', to: 'canceled', technician_id: ana.id, work_order_id: chiller.id },
      },
    ])
    const [, step] = await assignments.history(dispatcher, id)
    expect(step).to.include({ from: 'scheduled', to: 'canceled', reason, byUser: ana.user.id })
  })

  it('is refused to whom another one came first [AS-5]', async () => {
    const { assignments, plan, store, move } = anOffice()
    const { id } = await plan()
    const read = store.find
    store.find = async (...asked) => {
      const before = await read(...asked)
      store.find = read
      await move(id, 'canceled')
      return before
    }

    await expectRefusal(
      'conflict',
      assignments.changeStatus(dispatcher, id, { status: 'en_route' }, publicUrl),
    )
    expect((await store.find(id))?.status).to.equal('canceled')
  })
})

describe('a rating', () => {
  it('is of a visit that is done, and the last word counts [AS-19] [AS-20]', async () => {
    const { assignments, plan, move, events, anna, followed } = anOffice()
    const { id } = await plan()
    for (const status of ['en_route', 'on_site'] as const) {
      await expectRefusal('not_found', assignments.rate(1, id, { score: 5 }))
      await move(id, status)
    }
    await expectRefusal('not_found', assignments.rating(dispatcher, id))
    await move(id, 'done')

    await assignments.rate(1, id, { score: 2, comment: 'Atrasou' })
    await assignments.rate(1, id, { score: 4 })

    expect(await assignments.rating(anna, id)).to.include({ score: 4, comment: '' })
    expect(events.slice(-2).map(({ name, actorId, data }) => [name, actorId, data])).to.deep.equal([
      ['assignment.rated', null, { score: 2 }],
      ['assignment.rated', null, { score: 4 }],
    ])
    expect(followed.slice(-2)).to.deep.equal(['announce rating', 'announce rating'])
    await expectRefusal('not_found', assignments.rate(1, createUuidV7(0), { score: 4 }))
  })
})

describe('the order of a day', () => {
  it('is set for all that is open then, or it is a conflict [AS-17] [AS-20]', async () => {
    const { assignments, plan, events, ana } = anOffice()
    const [one, two] = [await plan(), await plan()]

    await expectRefusal('conflict', assignments.order(dispatcher, ana.id, '2026-01-15', [one.id]))
    await assignments.order(dispatcher, ana.id, '2026-01-15', [two.id.toUpperCase(), one.id])

    const day = await assignments.ofDay(1, ana.id, '2026-01-15')
    expect(day.map(({ id }) => id)).to.deep.equal([two.id, one.id])
    expect(events.slice(2).map(({ name, aggregateId, data }) => [name, aggregateId, data])).to.deep.equal([
      ['assignment.updated', two.id, { fields: ['route_place'] }],
      ['assignment.updated', one.id, { fields: ['route_place'] }],
    ])
  })
})
