import { expect } from 'chai'
import type { Member, Role } from '../../domain/actor.ts'
import { CreateTechnician, UpdateTechnician } from '../../domain/technicians/schema.ts'
import { createTechnicians } from '../../domain/technicians/service.ts'
import { presentKey, presentTechnician, skillsOf, withSeconds } from '../../domain/technicians/technician.ts'
import { parser } from '../../domain/validate.ts'
import { versionOf } from '../../domain/versions.ts'
import { createMemoryTechnicians } from '../support/memory-technicians.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const noon = new Date('2026-01-08T12:00:00Z')
const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
const as = (role: Role, userId: number, tenantId = 1): Member => ({ userId, tenantId, role, familyId: 'f' })
const dispatcher = as('dispatcher', 1)
const joao = as('technician', 5)
const ana = as('technician', 6)

/** Members are 1 to 9. */
const aHouse = () => {
  const stores = createMemoryTechnicians(() => noon)
  const said: [string, string][] = []
  const consents: [userId: number, allowed: boolean][] = []
  const forgotten: number[] = []
  const forgottenHere: string[] = []
  let made = 0
  const technicians = createTechnicians({
    techniciansOf: stores.techniciansOf,
    membersOf: (tenantId) => ({
      member: async (userId) =>
        tenantId === 1 && userId < 10
          ? { userId, email: 'x', fullName: 'x', role: 'technician', joinedAt: noon }
          : undefined,
    }),
    async recordConsent(actor, { id, user }, allowed) {
      if (user.id === actor.userId && !allowed) stores.withdrawn.add(user.id)
      consents.push([actor.userId, allowed])
      stores.allow(id, allowed)
    },
    forgetPositions: async ({ key }) => void forgotten.push(key),
    deviceKeys: { create: () => `key-${++made}`, hash: (key) => Buffer.from(`hash of ${key}`) },
    announce: { subjectChanged: ({ id }, change) => void said.push([id, change]) },
    forget: (id) => void forgottenHere.push(id),
    newId: () => idOf(++made),
    now: () => noon,
  })
  return { ...stores, technicians, said, consents, forgotten, forgottenHere }
}

const aTeam = async () => {
  const house = aHouse()
  const profile = await house.technicians.create(dispatcher, { user_id: joao.userId })
  const other = await house.technicians.create(dispatcher, { user_id: ana.userId })
  house.said.length = 0
  house.told.length = 0
  return { ...house, profile, other }
}

describe('a new technician', () => {
  it('works from 8 to 18, is active, and is not tracked unless it is said [TE-1] [TE-4]', async () => {
    const { technicians, consents, said, told } = aHouse()

    const made = await technicians.create(dispatcher, { user_id: 5 })

    expect(made).to.deep.include({
      phone: '',
      skills: [],
      workStartTime: '08:00:00',
      workEndTime: '18:00:00',
      isActive: true,
      allowTracking: false,
    })
    expect(consents).to.deep.equal([])
    expect(said).to.deep.equal([[made.id, 'made']])
    expect(told).to.deep.equal([
      {
        name: 'technician.created',
        aggregateType: 'technician',
        aggregateId: made.id,
        actorId: 1,
        data: { user_id: 5 },
      },
    ])
  })

  it('is tracked on a dispatcher’s word, which is recorded as theirs [TE-4]', async () => {
    const { technicians, consents } = aHouse()

    const made = await technicians.create(dispatcher, { user_id: 5, allow_tracking: true })

    expect(made.allowTracking).to.equal(true)
    expect(consents).to.deep.equal([[1, true]])
  })

  it('is a member of the organization, and has one profile [TE-2] [T-58]', async () => {
    const { technicians, told } = await aTeam()

    expect(await faultyFields(technicians.create(dispatcher, { user_id: 10 }))).to.deep.equal(['user_id'])
    await expectRefusal('technician_exists', technicians.create(dispatcher, { user_id: 5 }))
    expect(told).to.deep.equal([])
  })

  it('has a colour of its own [TE-1]', async () => {
    const { profile, other } = await aTeam()

    expect(profile.color).to.match(/^#[0-9a-f]{6}$/)
    expect(other.color).not.to.equal(profile.color)
  })
})

describe('a technician who said no to tracking', () => {
  it('is not asked around by a new profile, and says yes themself [TE-4]', async () => {
    const { technicians, profile, consents } = await aTeam()
    await technicians.update(joao, profile.id, { allow_tracking: false })
    await technicians.remove(dispatcher, profile.id)
    const again = { user_id: joao.userId }

    await expectRefusal(
      'consent_withdrawn',
      technicians.create(dispatcher, { ...again, allow_tracking: true }),
    )
    const made = await technicians.create(dispatcher, again)
    const asking = technicians.update(dispatcher, made.id, { allow_tracking: true })
    await expectRefusal('consent_withdrawn', asking)
    const own = await technicians.update(joao, made.id, { allow_tracking: true })

    expect(own.allowTracking).to.equal(true)
    expect(consents).to.deep.equal([
      [5, false],
      [5, true],
    ])
  })
})

describe('whom a profile is shown to', () => {
  it('is dispatchers and the technician: to anybody else it is not there [TE-10]', async () => {
    const { technicians, profile } = await aTeam()

    for (const actor of [dispatcher, as('admin', 2), as('owner', 3), joao])
      expect((await technicians.get(actor, profile.id)).id).to.equal(profile.id)
    for (const actor of [ana, as('member', 7), as('owner', 5, 2)]) {
      await expectRefusal('not_found', technicians.get(actor, profile.id))
      await expectRefusal('not_found', technicians.update(actor, profile.id, { phone: '1' }))
      await expectRefusal('not_found', technicians.update(actor, profile.id, { is_active: false }))
      await expectRefusal('not_found', technicians.rotateKey(actor, profile.id))
    }
  })

  it('narrows lists instead of refusing them, whatever is asked for [TE-10]', async () => {
    const { technicians, profile, other } = await aTeam()
    const listed = async (actor: Member) =>
      (await technicians.list(actor, { userId: ana.userId }, { limit: 9, offset: 0 })).rows.map(
        ({ id }) => id,
      )

    expect(await listed(joao)).to.deep.equal([profile.id])
    expect(await listed(dispatcher)).to.deep.equal([other.id])
    expect(await listed(as('member', 7))).to.deep.equal([])
  })
})

describe('changing a profile', () => {
  it('is a dispatcher’s, and told to every node and program without what it says [TE-5]', async () => {
    const { technicians, profile, said, told } = await aTeam()

    const changed = await technicians.update(dispatcher, profile.id, {
      phone: ' +55 11 99999-0001 ',
      skills: [' HVAC', 'Refrigeração', 'hvac'],
      work_start_time: '22:00',
      work_end_time: '06:00:30',
    })

    expect(changed).to.deep.include({
      phone: '+55 11 99999-0001',
      skills: ['HVAC', 'Refrigeração'],
      workStartTime: '22:00:00',
      workEndTime: '06:00:30',
    })
    expect(said).to.deep.equal([[profile.id, 'changed']])
    expect(told.map(({ name, data }) => [name, data])).to.deep.equal([
      ['technician.updated', { fields: ['phone', 'skills', 'work_start_time', 'work_end_time'] }],
    ])
  })

  it('hides whoever is not active any more [TE-7]', async () => {
    const { technicians, profile, said, forgottenHere } = await aTeam()
    forgottenHere.length = 0

    await technicians.update(dispatcher, profile.id, { is_active: false })

    expect(said).to.deep.equal([[profile.id, 'hidden']])
    expect(forgottenHere).to.deep.equal([profile.id])
  })

  it('is the technician’s own for phone and tracking, and for nothing else [TE-5]', async () => {
    const { technicians, profile, consents, told } = await aTeam()

    const changed = await technicians.update(joao, profile.id, { phone: '1', allow_tracking: true })

    expect(changed).to.include({ phone: '1', allowTracking: true })
    expect(consents).to.deep.equal([[5, true]])
    for (const body of [
      { skills: [] },
      { work_start_time: '00:00' },
      { work_end_time: '00:00' },
      { is_active: true },
      { allow_tracking: false, is_active: true },
    ])
      await expectRefusal('forbidden', technicians.update(joao, profile.id, body))
    expect([consents.length, told.length]).to.deep.equal([1, 1])
  })

  it('asks for consent first, and changes nothing where only the technician may give it [TE-4]', async () => {
    const { technicians, profile, consents, told, said } = await aTeam()
    await technicians.update(joao, profile.id, { allow_tracking: false })

    const all = technicians.update(dispatcher, profile.id, { phone: '1', allow_tracking: true })

    await expectRefusal('consent_withdrawn', all)
    expect((await technicians.get(dispatcher, profile.id)).phone).to.equal('')
    expect([told, said]).to.deep.equal([[], []])
    // The technician's own "no" was kept although tracking was off before; somebody else's says nothing new.
    expect(consents).to.deep.equal([[5, false]])
    await technicians.update(dispatcher, profile.id, { allow_tracking: false })
    expect(consents).to.have.length(1)
  })

  it('is none where nothing becomes different [TE-6]', async () => {
    const { technicians, profile, told, said } = await aTeam()
    const same = {
      phone: profile.phone,
      skills: [...profile.skills],
      work_start_time: '08:00',
      is_active: true,
    }

    expect(await technicians.update(dispatcher, profile.id, same)).to.deep.equal(profile)
    expect([told, said]).to.deep.equal([[], []])
  })

  it('is based on what was read, where its author says so [TE-6]', async () => {
    const { technicians, profile } = await aTeam()
    const version = versionOf(profile)
    const change = (expected: '*' | string[], phone: string) =>
      technicians.update(dispatcher, profile.id, { phone }, expected)

    const changed = await change(['older', version], '1')

    expect(versionOf(changed)).not.to.equal(version)
    await expectRefusal('conflict', change([version], '2'))
    await expectRefusal('conflict', change([], '2'))
    await expectRefusal('conflict', technicians.remove(dispatcher, profile.id, [version]))
    expect((await change('*', '3')).phone).to.equal('3')
  })
})

describe('a key for the phone', () => {
  it('is the dispatcher’s or the technician’s to make, is kept as a hash, and ends the one before [TE-11]', async () => {
    const { technicians, profile, keys, said } = await aTeam()

    const first = await technicians.rotateKey(dispatcher, profile.id)
    const second = await technicians.rotateKey(joao, profile.id)

    expect(second.ingestKey).not.to.equal(first.ingestKey)
    expect(keys.get(profile.id)?.toString()).to.equal(`hash of ${second.ingestKey}`)
    expect(said).to.deep.equal([
      [profile.id, 'rekeyed'],
      [profile.id, 'rekeyed'],
    ])
  })

  it('comes with the addresses that the phone’s program asks for [TE-11]', () => {
    const id = idOf(1)

    expect(presentKey({ id }, 'k3y', 'https://share.example.org')).to.deep.equal({
      ingest_key: 'k3y',
      osmand_url: `https://share.example.org/ingest/osmand/k3y?id=${id}`,
      owntracks: { url: 'https://share.example.org/ingest/owntracks', user: id, password: 'k3y' },
    })
  })
})

describe('removing a technician', () => {
  it('forgets where they were, tells every node, and lets a new profile be made [TE-9]', async () => {
    const { technicians, profile, forgotten, said, told } = await aTeam()

    await technicians.remove(dispatcher, profile.id)

    expect(forgotten).to.deep.equal([profile.key])
    expect(said).to.deep.equal([[profile.id, 'removed']])
    expect(told.map(({ name }) => name)).to.deep.equal(['technician.removed'])
    await expectRefusal('not_found', technicians.remove(dispatcher, profile.id))
    expect((await technicians.create(dispatcher, { user_id: 5 })).id).not.to.equal(profile.id)
  })

  it('forgets nothing while visits are open [TE-9]', async () => {
    const { technicians, profile, busy, forgotten, said } = await aTeam()
    busy.add(profile.id)

    await expectRefusal('technician_in_use', technicians.remove(dispatcher, profile.id))

    expect([forgotten, said]).to.deep.equal([[], []])
  })
})

describe('the body for a technician', () => {
  const read = parser(UpdateTechnician)

  it('has times that clocks show, with or without seconds [TE-3]', async () => {
    for (const time of ['00:00', '08:00:00', '23:59:59'])
      expect(read({ work_start_time: time })).to.deep.equal({ work_start_time: time })
    for (const time of ['24:00', '8:00', '08:60', '08:00:60', '08:00Z', '0800', '', 8])
      expect(await faultyFields(() => read({ work_end_time: time })), String(time)).to.deep.equal([
        'work_end_time',
      ])
    expect([withSeconds('08:00'), withSeconds('08:00:01')]).to.deep.equal(['08:00:00', '08:00:01'])
  })

  it('has at most 50 skills of a line each, and a phone that may be none [TE-3]', async () => {
    const faults: [object, string][] = [
      [{ skills: Array.from({ length: 51 }, (_, i) => `skill ${i}`) }, 'skills'],
      [{ skills: ['x'.repeat(101)] }, 'skills.0'],
      [{ skills: [' '] }, 'skills.0'],
      [{ skills: 'HVAC' }, 'skills'],
      [{ phone: '1'.repeat(41) }, 'phone'],
      [{ phone: '1\n2' }, 'phone'],
      [{ phone: null }, 'phone'],
      [{ allow_tracking: 'yes' }, 'allow_tracking'],
      [{ user_id: 5 }, 'user_id'],
    ]

    expect(read({ phone: '', skills: [] })).to.deep.equal({ phone: '', skills: [] })
    for (const [body, field] of faults)
      expect(await faultyFields(() => read(body)), JSON.stringify(body).slice(0, 60)).to.deep.equal([field])
    await expectRefusal('validation_failed', () => read({}))
    expect(await faultyFields(() => parser(CreateTechnician)({ phone: '1' }))).to.deep.equal(['user_id'])
  })

  it('has each skill once, as it was written first [TE-3]', () => {
    expect(skillsOf([' Elétrica ', 'HVAC', 'elétrica', 'Ele\u0301trica', 'hvac'])).to.deep.equal([
      'Elétrica',
      'HVAC',
    ])
  })
})

describe('what is shown of a technician', () => {
  it('is exactly this [TE-1]', async () => {
    const { technicians } = aHouse()

    const shown = presentTechnician(await technicians.create(dispatcher, { user_id: 5 }))

    expect(shown).to.deep.equal({
      id: shown.id,
      user: {
        id: 5,
        email: '5@example.org',
        first_name: 'João',
        last_name: 'Silva',
        full_name: 'João Silva',
      },
      full_name: 'João Silva',
      phone: '',
      skills: [],
      work_start_time: '08:00:00',
      work_end_time: '18:00:00',
      is_active: true,
      allow_tracking: false,
      created_at: '2026-01-08T12:00:00.000Z',
      updated_at: '2026-01-08T12:00:00.000Z',
      color: '#2563eb',
      last_seen_at: null,
    })
  })
})

describe('a technician who leaves the organization', () => {
  it('is hidden from whoever watches, and there again when they come back [TE-7]', async () => {
    const { technicians, techniciansOf, profile, said, forgottenHere } = await aTeam()
    const { tenantId, userId } = joao
    const store = techniciansOf(tenantId)
    forgottenHere.length = 0

    // What the membership says of a profile is the store's: here it is switched by hand.
    const left = await store.update(profile.id, profile.updatedAt, { isActive: false }, noon, [])
    await technicians.cameOrLeft({ tenantId, userId })
    await store.update(profile.id, left!.updatedAt, { isActive: true }, noon, [])
    await technicians.cameOrLeft({ tenantId, userId })
    await technicians.cameOrLeft({ tenantId, userId: 9 }) // who is no technician

    expect(said).to.deep.equal([
      [profile.id, 'hidden'],
      [profile.id, 'changed'],
    ])
    expect(forgottenHere).to.deep.equal([profile.id, profile.id])
  })
})
