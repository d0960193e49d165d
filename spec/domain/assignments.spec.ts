import { expect } from 'chai'
import type { Member } from '../../domain/actor.ts'
import {
  type AssignmentStatus,
  assertMayBecome,
  assertTimes,
  assignmentStatuses,
  changeTo,
} from '../../domain/assignments/assignment.ts'
import { presentAssignment, presentPlanned } from '../../domain/assignments/present.ts'
import {
  AssignmentQuery,
  ChangeAssignmentStatus,
  CreateAssignment,
  UpdateAssignment,
} from '../../domain/assignments/schema.ts'
import { statusName, transitionInWords } from '../../domain/assignments/words.ts'
import { languages, sentenceOf } from '../../domain/problem.ts'
import { parser } from '../../domain/validate.ts'
import { versionOf } from '../../domain/versions.ts'
import { createUuidV7 } from '../../server/secrets.ts'
import { expectRefusal, faultyFields, refusalOf } from '../support/refusals.ts'
import { anOffice, as, dispatcher, every, noon, publicUrl } from './an-office.ts'

const ways: Readonly<Record<AssignmentStatus, readonly AssignmentStatus[]>> = {
  scheduled: [],
  en_route: ['en_route'],
  on_site: ['en_route', 'on_site'],
  done: ['en_route', 'on_site', 'done'],
  canceled: ['canceled'],
}
const allowed = [
  'scheduled en_route',
  'en_route on_site',
  'on_site done',
  'scheduled canceled',
  'en_route canceled',
  'on_site canceled',
]

describe('the states of an assignment', () => {
  for (const from of assignmentStatuses)
    for (const to of assignmentStatuses) {
      const isAllowed = allowed.includes(`${from} ${to}`)
      it(`${isAllowed ? 'go' : 'do not go'} from ${from} to ${to} [AS-3]`, async () => {
        if (isAllowed) return expect(() => assertMayBecome({ status: from }, to)).not.to.throw()
        await expectRefusal('transition_not_allowed', () => assertMayBecome({ status: from }, to))
      })
    }

  it('leave the time of each step, and the reason of a cancellation alone [AS-4]', () => {
    const left = assignmentStatuses.map((status) => changeTo(status, 'Chuva', noon))

    expect(left).to.deep.equal([
      { status: 'scheduled' },
      { status: 'en_route', departedAt: noon },
      { status: 'on_site', arrivedAt: noon },
      { status: 'done', completedAt: noon },
      { status: 'canceled', canceledAt: noon, cancellationReason: 'Chuva' },
    ])
  })

  it('have their names in every language [AS-21]', () => {
    const names = languages.map((language) =>
      assignmentStatuses.map((status) => statusName(status, language)),
    )

    expect(names).to.deep.equal([
      ['Scheduled', 'En route', 'On site', 'Done', 'Canceled'],
      ['Agendado', 'Em deslocamento', 'No local', 'Concluído', 'Cancelado'],
      ['Programado', 'En camino', 'En el lugar', 'Terminado', 'Cancelado'],
    ])
  })

  it('are named in the refusal as they are displayed [AS-3] [AS-21]', async () => {
    const refusal = await refusalOf(() => assertMayBecome({ status: 'done' }, 'en_route'))

    const sentences = languages.map((language) => {
      const { code, details } = transitionInWords(refusal, language)
      return sentenceOf(code, language, details)
    })
    expect(sentences).to.deep.equal([
      'An assignment cannot go from Done to En route.',
      'Transição de status inválida: Concluído → Em deslocamento.',
      'Cambio de estado no permitido: Terminado → En camino.',
    ])
  })
})

describe('the times of an assignment', () => {
  it('end after they begin, on the same day [AS-7]', async () => {
    const times = (scheduledStart: string | null, scheduledEnd: string | null) => () =>
      assertTimes({ scheduledStart, scheduledEnd })

    for (const [start, end] of [
      ['09:00:00', '09:00:01'],
      [null, '09:00:00'],
      ['23:00:00', null],
      [null, null],
    ] as const)
      expect(times(start, end), `${start}–${end}`).not.to.throw()
    for (const [start, end] of [
      ['09:00:00', '09:00:00'],
      ['23:00:00', '01:00:00'],
    ] as const)
      expect(await faultyFields(times(start, end))).to.deep.equal(['scheduled_end'])
  })
})

describe('what is said of an assignment', () => {
  const valid = {
    work_order: 42,
    technician: '550e8400-e29b-41d4-a716-446655440000',
    scheduled_date: '2026-01-15',
  }

  it('is known fields with whole values, and nothing twice [AS-2] [T-55]', async () => {
    const read = parser(CreateAssignment)
    const wrong: [object, string][] = [
      [{ work_order: '42' }, 'work_order'],
      [{ work_order: [42, 43] }, 'work_order'],
      [{ technician: 'joao' }, 'technician'],
      [{ scheduled_date: '2026-02-30' }, 'scheduled_date'],
      [{ scheduled_start: '24:00:00' }, 'scheduled_start'],
      [{ scheduled_start: '09:00:00.5' }, 'scheduled_start'],
      [{ notes: 'a\u0000b' }, 'notes'],
      [{ notes: 'x'.repeat(5001) }, 'notes'],
      [{ status: 'done' }, 'status'],
      [{ created_by: 1 }, 'created_by'],
    ]

    expect(read({ ...valid, scheduled_start: '09:00', scheduled_end: null })).to.include(valid)
    for (const [fault, field] of wrong)
      expect(await faultyFields(() => read({ ...valid, ...fault })), field).to.deep.equal([field])
    await expectRefusal('validation_failed', () => parser(UpdateAssignment)({}))
    for (const status of ['paused', '', null])
      expect(await faultyFields(() => parser(ChangeAssignmentStatus)({ status }))).to.deep.equal(['status'])
  })

  it('is asked for with one value a filter, but for the status [AS-11] [T-55]', async () => {
    const read = parser(AssignmentQuery, 'text')

    expect(read({ status: ['done', 'canceled'] }).status).to.deep.equal(['done', 'canceled'])
    expect(read({ status: 'done' }).status).to.deep.equal(['done'])
    expect(await faultyFields(() => read({ date: ['2026-01-15', '2026-01-16'] }))).to.deep.equal(['date'])
    expect(await faultyFields(() => read({ work_order_id: ['1', '2'] }))).to.deep.equal(['work_order_id'])
    for (const [field, value] of Object.entries({
      date: '15/01/2026',
      technician_id: '1',
      work_order_id: '0x2',
      tenant: '2',
    }))
      expect(await faultyFields(() => read({ [field]: value })), field).to.deep.equal([field])
    expect(await refusalOf(() => read({ status: 'late' }))).to.include({ code: 'validation_failed' })
  })
})

describe('planning', () => {
  it('makes an assignment and tells of it, with nothing personal in the word [AS-2] [AS-20]', async () => {
    const { assignments, events, ana, chiller, body } = anOffice()

    const { assignment, overlaps } = await assignments.create(
      dispatcher,
      body({ technician: ana.id.toUpperCase(), scheduled_start: '09:00', notes: 'Portão azul' }),
    )

    expect(assignment).to.include({ scheduledStart: '09:00:00', scheduledEnd: null, notes: 'Portão azul' })
    expect([assignment.status, overlaps]).to.deep.equal(['scheduled', []])
    expect(events).to.deep.equal([
      {
        name: 'assignment.created',
        aggregateType: 'assignment',
        aggregateId: assignment.id,
        actorId: 7,
        data: { work_order_id: chiller.id, technician_id: ana.id, scheduled_date: '2026-01-15' },
      },
    ])
  })

  it('names every party that is unknown, and refuses who cannot go and what is over [AS-2]', async () => {
    const { assignments, body, inactive, done, canceled, plan } = anOffice()
    const create = (from: object) => assignments.create(dispatcher, body(from))
    const made = await plan()
    const change = (to: UpdateAssignment) => assignments.update(dispatcher, made.id, to)
    const nobody = createUuidV7(0)

    expect(await faultyFields(create({ work_order: 1, technician: nobody }))).to.deep.equal([
      'work_order',
      'technician',
    ])
    expect(await faultyFields(change({ technician: nobody }))).to.deep.equal(['technician'])
    for (const attempt of [create, change]) {
      await expectRefusal('technician_inactive', attempt({ technician: inactive.id }))
      await expectRefusal('work_order_closed', attempt({ work_order: done.id }))
      await expectRefusal('work_order_closed', attempt({ work_order: canceled.id }))
    }
  })

  it('changes what becomes different, and says which fields those were [AS-6] [AS-20]', async () => {
    const { assignments, events, bia, pump, plan, body } = anOffice()
    const made = await plan({ notes: 'Portão azul' })

    const same = await assignments.update(dispatcher, made.id, { ...body(), notes: 'Portão azul' })
    const changed = await assignments.update(dispatcher, made.id, {
      work_order: pump.id,
      technician: bia.id,
      scheduled_date: '2026-01-16',
      scheduled_start: '08:00:00',
      notes: 'Portão azul',
    })

    expect(same.assignment).to.deep.equal(made)
    expect(changed.assignment).to.deep.include({ workOrder: pump, technician: bia, notes: 'Portão azul' })
    expect(events.slice(1).map(({ name, data }) => [name, data])).to.deep.equal([
      ['assignment.updated', { fields: ['work_order', 'technician', 'scheduled_date', 'scheduled_start'] }],
    ])
  })

  it('keeps who, what and when after departure, and all but the notes when it is over [AS-6]', async () => {
    const { assignments, plan, move, bia, pump } = anOffice()
    const settled: UpdateAssignment[] = [
      { technician: bia.id },
      { work_order: pump.id },
      { scheduled_date: '2026-01-16' },
    ]
    const open: UpdateAssignment[] = [
      { scheduled_start: '10:00:00' },
      { scheduled_end: '11:00:00' },
      { route_place: 3 },
    ]

    for (const status of ['en_route', 'on_site', 'done', 'canceled'] as const) {
      const { id } = await plan()
      await move(id, ...ways[status])
      const isOver = status === 'done' || status === 'canceled'
      for (const change of [...settled, ...(isOver ? open : [])])
        await expectRefusal('assignment_under_way', assignments.update(dispatcher, id, change))
      for (const change of isOver ? [] : open) await assignments.update(dispatcher, id, change)
      const { assignment } = await assignments.update(dispatcher, id, { notes: status })
      expect([assignment.notes, assignment.status]).to.deep.equal([status, status])
    }
  })

  it('judges times together with those that are there already [AS-7]', async () => {
    const { assignments, plan } = anOffice()
    const { id } = await plan({ scheduled_start: '09:00:00', scheduled_end: '11:00:00' })

    expect(
      await faultyFields(assignments.update(dispatcher, id, { scheduled_start: '11:00:00' })),
    ).to.deep.equal(['scheduled_end'])
    const later = { scheduled_start: '11:00:00', scheduled_end: null }
    expect((await assignments.update(dispatcher, id, later)).assignment.scheduledEnd).to.equal(null)
  })

  it('loses its place in the day with the day, or the technician [AS-9]', async () => {
    const { assignments, plan, bia } = anOffice()
    const moves: [UpdateAssignment, number | null][] = [
      [{ scheduled_date: '2026-01-16' }, null],
      [{ technician: bia.id }, null],
      [{ technician: bia.id, route_place: 5 }, 5],
      [{ scheduled_start: '08:00:00' }, 2],
    ]

    for (const [change, place] of moves) {
      const { id } = await plan()
      await assignments.update(dispatcher, id, { route_place: 2 })
      const { assignment } = await assignments.update(dispatcher, id, change)
      expect(assignment.routePlace, JSON.stringify(change)).to.equal(place)
    }
  })

  it('warns of what else the technician has at that time, and refuses nothing [AS-8]', async () => {
    const { assignments, plan, body, move, bia } = anOffice()
    const times = { scheduled_start: '09:00:00', scheduled_end: '11:00:00' }
    const first = await plan(times)

    const second = await assignments.create(dispatcher, body({ ...times, scheduled_start: '10:00:00' }))
    const changed = await assignments.update(dispatcher, first.id, { notes: 'Mais' })
    const moved = await assignments.update(dispatcher, first.id, { technician: bia.id })
    await assignments.update(dispatcher, second.assignment.id, { technician: bia.id })
    await move(first.id, 'canceled')
    const over = await assignments.update(dispatcher, first.id, { notes: 'Ainda mais' })

    expect(second.overlaps).to.deep.equal([first.id])
    expect(changed.overlaps).to.deep.equal([second.assignment.id])
    expect([moved.overlaps, over.overlaps]).to.deep.equal([[], []])
    const said = languages.map((language) => presentPlanned(second, language).warnings)
    expect(said).to.deep.equal(
      [
        'The technician has another assignment at this time.',
        'O técnico já possui outra atribuição neste horário.',
        'El técnico ya tiene otra asignación a esta hora.',
      ].map((detail) => [{ code: 'overlap', detail, assignments: [first.id] }]),
    )
    expect(presentPlanned(moved, 'en')).to.deep.equal(presentAssignment(moved.assignment, 'en'))
  })

  it('removes what is not under way, and its links with it [AS-10] [AS-20]', async () => {
    const { assignments, events, followed, plan, move, ana, chiller } = anOffice()

    for (const status of assignmentStatuses) {
      const { id } = await plan()
      await move(id, ...ways[status])
      if (status === 'en_route' || status === 'on_site')
        await expectRefusal('assignment_in_use', assignments.remove(dispatcher, id))
      else {
        await assignments.remove(dispatcher, id)
        await expectRefusal('not_found', assignments.get(dispatcher, id))
        expect(followed.at(-1)).to.equal('end all')
        expect(events.at(-1)).to.deep.include({
          name: 'assignment.removed',
          aggregateId: id,
          data: { work_order_id: chiller.id, technician_id: ana.id },
        })
      }
    }
  })

  it('changes nothing that is based on another version [AS-5]', async () => {
    const { assignments, plan, store } = anOffice()
    const made = await plan()
    const old = [versionOf(made)]
    await assignments.update(dispatcher, made.id, { notes: 'Mais' }, old)

    await expectRefusal('conflict', assignments.update(dispatcher, made.id, { notes: 'Outro' }, old))
    await expectRefusal('conflict', assignments.remove(dispatcher, made.id, old))
    const step = { status: 'en_route' } as const
    await expectRefusal('conflict', assignments.changeStatus(dispatcher, made.id, step, publicUrl, old))
    const now = versionOf((await store.find(made.id))!)
    expect(now).not.to.equal(old[0])
    await assignments.changeStatus(dispatcher, made.id, step, publicUrl, ['x', now])
    await assignments.update(dispatcher, made.id, { notes: 'Qualquer' }, '*')
  })
})

describe('who may do what with assignments', () => {
  it('is everything for dispatchers and those above, and one’s own for everybody else [AS-1]', async () => {
    const { assignments, plan, bia, ana, anna } = anOffice()
    const hers = await plan()
    const others = await plan({ technician: bia.id })
    const idsOf = async (actor: Member) =>
      (await assignments.list(actor, {}, every)).rows.map(({ id }) => id).sort()

    for (const role of ['owner', 'admin', 'dispatcher'] as const)
      expect(await idsOf(as(role, ana.user.id)), role).to.deep.equal([hers.id, others.id].sort())
    for (const role of ['technician', 'member'] as const) {
      expect(await idsOf(as(role, ana.user.id)), role).to.deep.equal([hers.id])
      expect(await idsOf(as(role, 9)), role).to.deep.equal([])
    }
    expect((await assignments.get(anna, hers.id)).assignment).to.deep.equal(hers)
    for (const attempt of [
      assignments.get(anna, others.id),
      assignments.history(anna, others.id),
      assignments.rating(anna, others.id),
      assignments.update(anna, others.id, { notes: 'x' }),
      assignments.changeStatus(anna, others.id, { status: 'en_route' }, publicUrl),
      assignments.remove(anna, others.id),
      assignments.ofTechnician(bia.id, anna, {}, every),
    ])
      await expectRefusal('not_found', attempt)
  })

  it('leaves the plan to dispatchers, notes and steps to the technician [AS-1]', async () => {
    const { assignments, plan, body, anna, ana, pump } = anOffice()
    const { id } = await plan()

    for (const attempt of [
      assignments.create(anna, body()),
      assignments.update(anna, id, { work_order: pump.id }),
      assignments.update(anna, id, { notes: 'x', scheduled_start: null }),
      assignments.update(anna, id, { route_place: 1 }),
      assignments.remove(anna, id),
      assignments.order(anna, ana.id, '2026-01-15', [id]),
    ])
      await expectRefusal('forbidden', attempt)
    expect((await assignments.update(anna, id, { notes: 'Cheguei' })).assignment.notes).to.equal('Cheguei')
    const { assignment } = await assignments.changeStatus(anna, id, { status: 'en_route' }, publicUrl)
    expect(assignment.status).to.equal('en_route')
  })

  it('shows the work of a removed technician to dispatchers only [AS-13]', async () => {
    const { assignments, plan, move, staff, ana, anna } = anOffice()
    const { id } = await plan()
    await move(id, 'canceled')
    expect((await assignments.ofTechnician(ana.id, anna, {}, every)).count).to.equal(1)

    staff.technicians = staff.technicians.filter((one) => one !== ana)
    staff.removed.push(ana)

    expect((await assignments.ofTechnician(ana.id, dispatcher, {}, every)).count).to.equal(1)
    await expectRefusal('not_found', assignments.ofTechnician(ana.id, anna, {}, every))
    await expectRefusal('not_found', assignments.get(anna, id))
    await expectRefusal('not_found', assignments.ofTechnician(createUuidV7(0), dispatcher, {}, every))
  })
})
