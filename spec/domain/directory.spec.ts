import { expect } from 'chai'
import type { TrackingRules } from '../../domain/tracking/consent.ts'
import { createDeviceDirectory, type DeviceRow, type DeviceStore } from '../../domain/vehicles/directory.ts'
import { aFix, aSubject } from '../support/rows.ts'

const second = 1000
const hash = (key: string) => Buffer.from(key)

/** A directory over devices that the case can change, and that counts how often it is asked. */
const aDirectory = (...devices: (DeviceRow & { key: string })[]) => {
  const rows = [...devices]
  const asked: string[] = []
  let clock = 1_000_000
  let wait: Promise<void> | undefined
  const store: DeviceStore = {
    async byImeis(imeis) {
      asked.push(...imeis)
      const found = rows.filter(({ imei }) => imeis.includes(imei))
      await wait
      return found
    },
    async byKeyHash(wanted) {
      asked.push(`key ${wanted}`)
      const found = rows.find(({ key }) => hash(key).equals(wanted))
      await wait
      return found
    },
    async technician(id) {
      asked.push(`technician ${id}`)
      const found = rows.find(({ subject }) => subject.kind === 'technician' && subject.id === id)
      await wait
      return found
    },
    async technicianOf(tenantId, userId) {
      asked.push(`person ${userId}`)
      const found = rows.find(
        ({ subject, tracking }) => subject.tenantId === tenantId && tracking?.userId === userId,
      )
      await wait
      return found
    },
  }
  return {
    ...createDeviceDirectory({ devices: store, hash, now: () => new Date(clock) }),
    rows,
    asked,
    pass: (milliseconds: number) => {
      clock += milliseconds
    },
    holdUp() {
      let release = () => {}
      wait = new Promise((resolve) => (release = resolve))
      return release
    },
  }
}
const aDevice = (imei: string, tenantId = 1) => ({
  imei,
  key: `key of ${imei}`,
  subject: aSubject({ tenantId }),
  newest: null,
})
const aTechnicianDevice = (rules: Partial<TrackingRules> = {}, tenantId = 1) => {
  const subject = aSubject({ tenantId, kind: 'technician' })
  const tracking: TrackingRules = {
    technicianId: subject.id,
    userId: 7,
    fullName: 'João Silva',
    isActive: true,
    allowTracking: true,
    workStart: 0,
    workEnd: 0,
    withdrawn: [],
    ...rules,
  }
  return { imei: subject.id, key: `key of ${subject.id}`, subject, newest: null, tracking }
}

describe('the directory of devices', () => {
  it('finds the devices of one tenant; of foreign and unknown ones nothing is there [VE-24] [T-58]', async () => {
    const { ofTenant } = aDirectory(aDevice('a'), aDevice('b'), aDevice('foreign', 2))

    const ours = await ofTenant(1, new Set(['a', 'foreign', 'nobody', 'b']))
    const theirs = await ofTenant(2, new Set(['a', 'foreign']))

    expect([...ours.keys()]).to.deep.equal(['a', 'b'])
    expect([...theirs.keys()]).to.deep.equal(['foreign'])
  })

  it('asks once a minute for those that are there [VE-9]', async () => {
    const { ofTenant, byKey, asked, pass } = aDirectory(aDevice('a'))
    const ask = async () => {
      await ofTenant(1, new Set(['a']))
      await byKey('key of a')
    }

    await ask()
    pass(60 * second - 1)
    await ask()
    expect(asked.splice(0)).to.deep.equal(['a', 'key key of a'])
    pass(1)
    await ask()
    expect(asked).to.deep.equal(['a', 'key key of a'])
  })

  it('asks every five seconds for those that are not, by identifier or by key [VE-9]', async () => {
    const { ofTenant, byKey, asked, pass, rows } = aDirectory()
    const ask = async () => [
      (await ofTenant(1, new Set(['a']))).has('a'),
      (await byKey('key of a')) !== undefined,
    ]

    expect(await ask()).to.deep.equal([false, false])
    rows.push(aDevice('a'))
    pass(5 * second - 1)
    expect(await ask()).to.deep.equal([false, false])
    expect(asked).to.have.length(2)
    pass(1)
    expect(await ask()).to.deep.equal([true, true])
  })

  it('asks for what it does not know alone', async () => {
    const { ofTenant, asked } = aDirectory(aDevice('a'), aDevice('b'))
    await ofTenant(1, new Set(['a']))

    await ofTenant(1, new Set(['a', 'b']))

    expect(asked).to.deep.equal(['a', 'b'])
  })

  it('gives everybody the same object, with what the device reported last [VE-9]', async () => {
    const newest = aFix()
    const { ofTenant, byKey, pass } = aDirectory({ ...aDevice('a'), newest })
    const first = (await ofTenant(1, new Set(['a']))).get('a')

    expect(first?.track).to.deep.equal({ newest, suspect: null })
    expect(await byKey('key of a')).to.equal(first)
    pass(61 * second)
    expect((await ofTenant(1, new Set(['a']))).get('a')).to.equal(first)
  })

  it('reads anew what it forgot, and what it had not found before [VE-9]', async () => {
    const { ofTenant, byKey, forget, rows } = aDirectory(aDevice('a'))
    const old = (await ofTenant(1, new Set(['a', 'b']))).get('a')!
    await byKey('key of a')
    const newest = aFix()
    rows[0] = { ...rows[0]!, key: 'another key', newest }
    rows.push(aDevice('b'))

    forget(old.subject.id)

    const found = await ofTenant(1, new Set(['a', 'b']))
    expect(found.get('a')).not.to.equal(old)
    expect(found.get('a')?.track.newest).to.equal(newest)
    expect(found.has('b')).to.equal(true)
    expect(await byKey('key of a')).to.equal(undefined)
    expect(await byKey('another key')).to.equal(found.get('a'))
  })

  it('keeps those that it need not forget', async () => {
    const { ofTenant, forget, asked } = aDirectory(aDevice('a'), aDevice('b'))
    const found = await ofTenant(1, new Set(['a', 'b']))
    asked.length = 0

    forget(found.get('a')!.subject.id)
    await ofTenant(1, new Set(['b']))

    expect(asked).to.deep.equal([])
  })

  it('does not remember what it was reading while that changed: an old key is dead [VE-8] [VE-9]', async () => {
    const { ofTenant, byKey, forget, rows, holdUp } = aDirectory(aDevice('a'))
    const release = holdUp()
    const underWay = [byKey('key of a'), ofTenant(1, new Set(['a', 'b']))]
    const { subject } = rows[0]!
    rows.splice(0, 1, { ...rows[0]!, key: 'another key' }, aDevice('b'))

    forget(subject.id)
    release()
    await Promise.all(underWay)

    expect(await byKey('key of a')).to.equal(undefined)
    expect((await ofTenant(1, new Set(['b']))).has('b')).to.equal(true)
  })
})

describe('a technician in the directory of devices', () => {
  it('is one device, by key, by id and by person, and no vehicle [TR-1] [T-58]', async () => {
    const row = aTechnicianDevice()
    const { byKey, technician, technicianOf, ofTenant } = aDirectory(row, aTechnicianDevice({}, 2))
    const { id } = row.subject

    const found = await technicianOf(1, 7)

    expect(found?.subject.id).to.equal(id)
    expect(await byKey(row.key)).to.equal(found)
    expect(await technician(1, id)).to.equal(found)
    expect(await technician(2, id)).to.equal(undefined)
    expect(await technicianOf(1, 8)).to.equal(undefined)
    expect((await technicianOf(2, 7))?.subject.id).not.to.equal(id)
    expect(await ofTenant(1, new Set(['nobody']))).to.deep.equal(new Map())
  })

  it('is asked for once a minute, and who is none every five seconds [TR-6]', async () => {
    const { technicianOf, asked, pass } = aDirectory(aTechnicianDevice())
    const ask = async () => {
      await technicianOf(1, 7)
      await technicianOf(1, 8)
    }

    await ask()
    await ask()
    expect(asked.splice(0)).to.deep.equal(['person 7', 'person 8'])
    pass(5 * second)
    await ask()
    expect(asked.splice(0)).to.deep.equal(['person 8'])
    pass(55 * second)
    await ask()
    expect(asked).to.deep.equal(['person 7', 'person 8'])
  })

  it('keeps the track and takes the newer rules, even when nobody said that they changed [TR-6]', async () => {
    const row = aTechnicianDevice()
    const { technicianOf, byKey, rows, pass } = aDirectory(row)
    const device = (await technicianOf(1, 7))!
    device.track.newest = aFix()
    rows[0] = { ...row, tracking: { ...row.tracking, allowTracking: false } }

    pass(60 * second)
    const again = (await byKey(row.key))!

    expect(again).to.equal(device)
    expect(again.track.newest).not.to.equal(null)
    expect(again.tracking?.allowTracking).to.equal(false)
  })

  it('is forgotten by the id, and with the person [TR-6]', async () => {
    const row = aTechnicianDevice()
    const { technicianOf, technician, byKey, forget, forgetPerson, asked } = aDirectory(row)
    const ask = async () => {
      await technicianOf(1, 7)
      await technician(1, row.subject.id)
      await byKey(row.key)
    }
    await ask()
    const all = asked.splice(0)

    forget(row.subject.id)
    await ask()
    expect(asked.splice(0)).to.deep.equal(all)
    forgetPerson({ tenantId: 2, userId: 7 })
    await ask()
    expect(asked.splice(0)).to.deep.equal([])
    forgetPerson({ tenantId: 1, userId: 7 })
    await ask()
    expect(asked).to.deep.equal(all)
  })

  it('is not remembered as it was read while it changed [TR-6]', async () => {
    const row = aTechnicianDevice()
    const { technicianOf, forget, rows, holdUp } = aDirectory(row)
    const release = holdUp()
    const underWay = technicianOf(1, 7)
    rows[0] = { ...row, tracking: { ...row.tracking, allowTracking: false } }

    forget(row.subject.id)
    release()
    await underWay

    expect((await technicianOf(1, 7))?.tracking?.allowTracking).to.equal(false)
  })
})
