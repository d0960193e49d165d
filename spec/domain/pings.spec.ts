import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Technician } from '../../domain/technicians/technician.ts'
import { decimalsOf, writeDegrees } from '../../domain/tracking/decimal.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'
import { aField, at, joao, maria, ping } from './a-field.ts'

const minute = 60_000

describe('degrees as text', () => {
  it('keep the digits they came with, up to seven [TR-11]', () => {
    const back = (written: string | number) => {
      const e7 = Math.round(Number(written) * 1e7) + 0
      return writeDegrees(e7, decimalsOf(written, e7))
    }
    const kept = [
      '-23.5505199',
      '10.50',
      '10',
      '0.0',
      '-0.5',
      '0.0000001',
      '-180.0000000',
      '89.9999999',
      '1.10',
    ]

    expect(kept.map(back)).to.deep.equal(kept)
    expect(back('-23.55051994')).to.equal('-23.5505199')
    expect(back('-23.55051996')).to.equal('-23.5505200')
    expect(back('12.123456789012')).to.equal('12.1234568')
    expect([-23.5505199, 10.5, 10, 0, 1e-7, -0].map(back)).to.deep.equal([
      '-23.5505199',
      '10.5',
      '10',
      '0',
      '0.0000001',
      '0',
    ])
  })
})

describe('a technician’s ping', () => {
  it('is answered as the document says, word for word [TR-11] [TR-12]', async () => {
    const { tracking, technician, shown, moved } = aField()

    const { isNew, ping: view } = await tracking.ping(joao, ping(), 'pt-BR')

    expect(isNew).to.equal(true)
    expect(view.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(view).to.deep.equal({
      id: view.id,
      technician_id: technician.id,
      technician_name: 'João Silva',
      latitude: '-23.5505199',
      longitude: '-46.6333094',
      accuracy: 10.5,
      source: 'gps',
      source_display: 'GPS',
      device_id: 'device-abc123',
      recorded_at: '2026-01-08T10:30:00Z',
      created_at: '2026-01-08T10:30:05Z',
    })
    expect(shown.map(({ subject }) => [subject.kind, subject.id])).to.deep.equal([
      ['technician', technician.id],
    ])
    expect(shown[0]?.position).to.include({ speed: 45, heading: 180, altitude: 750 })
    expect(moved).to.deep.equal([shown[0]?.subject])
  })

  it('says where it comes from in every language [TR-12]', async () => {
    const { tracking } = aField()
    const names: string[][] = []
    let second = 0
    for (const source of ['gps', 'network', 'fused', 'manual']) {
      const said = []
      for (const language of ['en', 'pt-BR', 'es'] as const) {
        const body = ping({ source, recorded_at: at(--second) })
        said.push((await tracking.ping(joao, body, language)).ping.source_display)
      }
      names.push(said)
    }

    expect(names).to.deep.equal([
      ['GPS', 'GPS', 'GPS'],
      ['Network', 'Rede', 'Red'],
      ['Fused', 'Combinada', 'Combinada'],
      ['Manual', 'Manual', 'Manual'],
    ])
  })

  it('needs no more than a place: it is of now, by GPS, from no device in particular [TR-12]', async () => {
    const { tracking } = aField()

    const { ping: view } = await tracking.ping(joao, { latitude: 10.5, longitude: -46 }, 'en')

    expect(view).to.include({
      latitude: '10.5',
      longitude: '-46',
      accuracy: null,
      source: 'gps',
      device_id: null,
      recorded_at: '2026-01-08T10:30:05Z',
    })
  })

  it('is one a moment: the next one for it is answered with the first [TR-13]', async () => {
    const { tracking, shown, audited } = aField()
    const first = await tracking.ping(joao, ping(), 'en')

    const again = await tracking.ping(joao, ping({ latitude: '1.5' }), 'en')

    expect(again).to.deep.equal({ isNew: false, ping: first.ping })
    expect(shown).to.have.length(1)
    expect(audited.map(({ outcome }) => outcome)).to.deep.equal(['accepted', 'duplicate'])
  })

  it('may come from a device with half a letter in its name, which no database keeps [TR-12]', async () => {
    const { tracking, kept, technician, audited, directory, positions } = aField()
    const device = (await directory.technicianOf(1, 7))!

    const { ping: view } = await tracking.ping(joao, ping({ device_id: 'a\ud800b' }), 'en')
    const receipt = await positions.reportFrom(
      device,
      { latitude: 1, longitude: 2, device_id: '\udfffc', recorded_at: at(1) },
      'en',
    )

    expect([view.device_id, receipt.accepted]).to.deep.equal(['a\ufffdb', 1])
    const names = kept.get(technician.key)?.map(({ attributes }) => attributes?.ping)
    expect(JSON.stringify(names)).to.not.match(/\\ud[89a-f]/i)
    expect(audited.map(({ deviceId }) => deviceId)).to.deep.equal(['a\ufffdb', '\ufffdc'])
  })

  it('moves nobody when it is late [TR-12]', async () => {
    const { tracking, shown, moved } = aField()
    await tracking.ping(joao, ping(), 'en')
    await tracking.ping(joao, ping({ recorded_at: at(-10) }), 'en')

    expect([shown.length, moved.length]).to.deep.equal([1, 1])
  })

  it('is refused by its code where no position would be taken, and by its fields where it is none [TR-12]', async () => {
    const { tracking } = aField()
    const submit = (from: object) => tracking.ping(joao, ping(from), 'en')

    await expectRefusal('coordinates_invalid', submit({ latitude: '90.0000001' }))
    await expectRefusal('coordinates_invalid', submit({ longitude: 181 }))
    await expectRefusal('null_island', submit({ latitude: '0.0', longitude: 0, accuracy: null }))
    await expectRefusal('time_in_future', submit({ recorded_at: '2026-01-08T10:35:06Z' }))
    await expectRefusal('time_too_old', submit({ recorded_at: '2025-12-09T10:30:00Z' }))
    for (const [field, value] of [
      ['latitude', 'north'],
      ['latitude', '1e1'],
      ['latitude', null],
      ['longitude', ' 1'],
      ['accuracy', '10'],
      ['source', 'guess'],
      ['device_id', ''],
      ['device_id', 'x'.repeat(101)],
      ['recorded_at', '2026-01-08 10:30'],
      ['assignment', 'none'],
      ['surprise', 1],
    ] as const)
      expect(await faultyFields(submit({ [field]: value })), `${field} ${value}`).to.deep.equal([field])
    expect(await faultyFields(tracking.ping(joao, 'here', 'en'))).to.deep.equal([''])
  })

  it('may belong to an open assignment of the technician, and to no other [TR-12]', async () => {
    const { tracking, openAssignments, kept, technician } = aField()
    const [own, other] = [randomUUID(), randomUUID()]
    openAssignments.add(own)

    await tracking.ping(joao, ping({ assignment: own }), 'en')
    const refused = tracking.ping(joao, ping({ assignment: other, recorded_at: at(1) }), 'en')

    expect(await faultyFields(refused)).to.deep.equal(['assignment'])
    expect(kept.get(technician.key)?.map(({ attributes }) => attributes?.ping)).to.have.length(1)
    expect(kept.get(technician.key)?.[0]?.attributes?.ping).to.include({ assignment: own })
  })

  it('is refused without a profile, without consent, outside of working hours and without the feature [TR-2] [TR-3] [TR-4]', async () => {
    const field = aField()
    const refusing = (
      code: Parameters<typeof expectRefusal>[0],
      technician: Partial<Technician>,
      from = {},
    ) => expectRefusal(code, aField(technician).tracking.ping(joao, ping(from), 'en'))

    await expectRefusal('no_technician_profile', field.tracking.ping(maria, ping(), 'en'))
    await refusing('tracking_not_allowed', { allowTracking: false })
    await refusing('tracking_not_allowed', { isActive: false })
    await refusing('outside_work_window', {}, { recorded_at: '2026-01-08T09:59:59Z' })
    field.profile.features = { 'trakservice.enabled': true }
    await expectRefusal('feature_disabled', field.tracking.ping(joao, ping(), 'en'))
    expect(field.writer.written).to.equal(0)
  })

  it('is judged by when it was recorded: at night a phone may send what it kept by day [TR-4]', async () => {
    const { tracking, pass } = aField()
    pass(12 * 60 * minute)

    expect((await tracking.ping(joao, ping(), 'en')).isNew).to.equal(true)
    await expectRefusal('outside_work_window', tracking.ping(joao, ping({ recorded_at: undefined }), 'en'))
  })
})

describe('pings that a phone kept', () => {
  it('are judged one by one, and good ones are kept though others are bad [TR-14]', async () => {
    const { tracking, audited } = aField()
    await tracking.ping(joao, ping(), 'en')

    const answer = await tracking.pings(
      joao,
      [
        ping({ recorded_at: at(1) }),
        ping({ recorded_at: at(2), latitude: '91' }),
        ping({ latitude: '1.5' }),
        ping({ recorded_at: '2026-01-08T03:00:00Z' }),
        ping({ recorded_at: at(3), surprise: 1 }),
        null,
        ping({ recorded_at: at(1), latitude: '-23.55' }),
      ],
      'pt-BR',
    )

    expect(answer).to.include({ accepted: 1, duplicates: 2, rejected: 4 })
    expect(answer.results.map(({ index, status }) => [index, status])).to.deep.equal([
      [0, 'accepted'],
      [1, 'rejected'],
      [2, 'duplicate'],
      [3, 'rejected'],
      [4, 'rejected'],
      [5, 'rejected'],
      [6, 'duplicate'],
    ])
    const results = answer.results as unknown as Record<string, { latitude: string; id: string }>[]
    expect(results[2]?.ping?.latitude).to.equal('-23.5505199')
    expect(results[6]?.ping?.id).to.equal(results[0]?.ping?.id)
    expect(answer.results[1]).to.deep.equal({
      index: 1,
      status: 'rejected',
      code: 'coordinates_invalid',
      detail: 'As coordenadas não estão no globo.',
    })
    expect(answer.results[3]).to.include({
      code: 'outside_work_window',
      detail: 'Rastreamento fora da janela de trabalho não é permitido.',
    })
    expect(answer.results[4]).to.deep.include({
      errors: [{ field: 'surprise', message: 'Este campo não existe.' }],
    })
    expect(audited).to.have.length(8)
  })

  it('are one to a thousand [TR-14]', async () => {
    const { tracking, writer } = aField()
    const many = Array.from({ length: 1_001 }, (_, i) => ping({ recorded_at: at(-i) }))

    await expectRefusal('validation_failed', tracking.pings(joao, [], 'en'))
    await expectRefusal('validation_failed', tracking.pings(joao, many, 'en'))
    expect(writer.written).to.equal(0)
    expect(await tracking.pings(joao, many.slice(1), 'en')).to.include({ accepted: 1_000 })
    expect(writer.written).to.equal(1)
  })

  it('are each refused where there is no profile [TR-2]', async () => {
    const { tracking } = aField()

    const { rejected, results } = await tracking.pings(maria, [ping(), ping()], 'pt-BR')

    expect(rejected).to.equal(2)
    expect(results[1]).to.include({ index: 1, detail: 'Usuário não possui perfil de técnico.' })
  })
})

describe('the audit of pings', () => {
  it('has one row for each, of device, source and times, and never a place [TR-7]', async () => {
    const { tracking, audited, technician } = aField()
    await tracking.pings(joao, [ping(), ping({ source: 'fused', latitude: '91' })], 'en')
    await tracking.ping(maria, ping(), 'en').catch(() => {})
    const at = new Date('2026-01-08T10:30:05Z')
    const recordedAt = new Date('2026-01-08T10:30:00Z')
    const row = { technicianId: technician.id, userId: 7, deviceId: 'device-abc123', recordedAt, at }

    expect(audited).to.deep.equal([
      { ...row, outcome: 'accepted', code: null, source: 'gps' },
      { ...row, outcome: 'refused', code: 'coordinates_invalid', source: 'fused' },
      {
        ...row,
        technicianId: null,
        userId: 8,
        outcome: 'refused',
        code: 'no_technician_profile',
        source: 'gps',
      },
    ])
  })

  it('keeps of what cannot be read no more than can be kept [TR-7]', async () => {
    const { tracking, audited } = aField()
    await tracking.pings(
      joao,
      [
        7,
        { device_id: `a\u0000b\ud800${'x'.repeat(200)}`, source: 'guess', recorded_at: 'noon' },
        ping({ latitude: 'x', recorded_at: '9999-12-31T23:59:59Z' }),
      ],
      'en',
    )

    expect(audited.map(({ code }) => code)).to.deep.equal(Array(3).fill('validation_failed'))
    expect(audited[1]).to.include({ source: null, recordedAt: null })
    expect(audited[1]?.deviceId).to.match(/^ab\ufffdx{90,100}$/)
    expect(audited[2]?.recordedAt).to.deep.equal(new Date('9999-12-31T23:59:59Z'))
  })

  it('fails the call where it cannot be written: nothing is acknowledged [TR-7]', async () => {
    const { tracking, state, positions: reports, directory } = aField()
    const device = (await directory.technicianOf(1, 7))!
    state.fails = true

    const outcomes = await Promise.allSettled([
      tracking.ping(joao, ping(), 'en'),
      tracking.pings(joao, [ping()], 'en'),
      reports.reportFrom(device, { latitude: 1, longitude: 2 }, 'en'),
    ])

    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected'])
    state.fails = false
    expect((await tracking.ping(joao, ping(), 'en')).isNew).to.equal(false)
  })
})
