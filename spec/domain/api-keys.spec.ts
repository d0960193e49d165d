import { expect } from 'chai'
import type { Member, Role } from '../../domain/actor.ts'
import {
  endOf,
  holdsKeySecret,
  isKeySecret,
  lesserRole,
  prefixOf,
  secretOf,
  stateOf,
} from '../../domain/api-keys/key.ts'
import { createApiKeys, type KnownKey } from '../../domain/api-keys/service.ts'
import { expectRefusal } from '../support/refusals.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const later = (ms: number) => new Date(noon.getTime() + ms)
const random = 'A'.repeat(43)
const id = '01900000-0000-7000-8000-000000000001'

describe('an API key', () => {
  it('is told by how it begins, and shows no more than that of itself [AK-2]', () => {
    const secret = secretOf(random)

    expect(secret).to.equal(`flk_${random}`)
    expect(isKeySecret(secret)).to.equal(true)
    for (const other of [random, `flk_${random}A`, `flk_${random.slice(1)}`, `${secret} `, 'flk_'])
      expect(isKeySecret(other), other).to.equal(false)
    expect(prefixOf(secret)).to.equal('flk_AAAAAA')
  })

  it('is seen where it stands in an address [AK-9]', () => {
    expect(holdsKeySecret(`/api/v3/shares?key=flk_${random}`)).to.equal(true)
    expect(holdsKeySecret('/api/v3/shares?search=flk_short')).to.equal(false)
  })

  it('lasts 90 days unless its maker says otherwise [AK-4]', () => {
    expect(endOf(undefined, noon)).to.deep.equal(later(90 * 86_400_000))
    expect(endOf(null, noon)).to.equal(null)
    expect(endOf('2031-01-01T00:00:00Z', noon)).to.deep.equal(new Date('2031-01-01T00:00:00Z'))
  })

  it('is revoked before it is expired, and expired from its end on [AK-4] [AK-6]', () => {
    expect(stateOf({ expiresAt: null, revokedAt: null }, noon)).to.equal('active')
    expect(stateOf({ expiresAt: later(1), revokedAt: null }, noon)).to.equal('active')
    expect(stateOf({ expiresAt: noon, revokedAt: null }, noon)).to.equal('expired')
    expect(stateOf({ expiresAt: noon, revokedAt: noon }, noon)).to.equal('revoked')
  })

  it('is never more than its maker is [AK-3]', () => {
    expect(lesserRole('admin', 'member')).to.equal('member')
    expect(lesserRole('member', 'owner')).to.equal('member')
    expect(lesserRole('admin', 'owner')).to.equal('admin')
  })
})

describe('the door for programs', () => {
  const member = (role: Role): Member => ({ userId: 7, tenantId: 3, role, familyId: 'f' })
  const keysWith = (key: Partial<KnownKey> = {}, makerRole: Role = 'admin') => {
    const noted: Date[] = []
    const known = { id, tenantId: 3, makerId: 7, role: 'dispatcher' as const, expiresAt: null }
    const keys = createApiKeys({
      keysOf: () => ({
        list: async () => ({ count: 0, rows: [] }),
        find: async () => undefined,
        insert: async ({ createdBy, keyHash: _, ...fields }) => ({
          ...fields,
          createdBy: { id: createdBy, fullName: 'Ana' },
          lastUsedAt: null,
          revokedAt: null,
        }),
        revoke: async () => true,
      }),
      directory: {
        byHash: async (hash) =>
          hash.equals(Buffer.from(`flk_${random}`))
            ? { key: { ...known, lastUsedAt: null, revokedAt: null, ...key }, makerRole }
            : undefined,
        noteUse: async (_, at) => void noted.push(at),
        forgetEndedBefore: async () => 0,
      },
      hash: (_, secret) => Buffer.from(secret),
      newSecret: () => random,
      newId: () => id,
      now: () => noon,
    })
    return { keys, noted }
  }

  it('lets a key in as its maker, in the lesser of the two roles [AK-3] [AK-5]', async () => {
    const as = async (makerRole: Role) => (await keysWith({}, makerRole).keys.identify(`flk_${random}`)).role

    expect(await keysWith().keys.identify(`flk_${random}`)).to.deep.equal({
      userId: 7,
      tenantId: 3,
      role: 'dispatcher',
      familyId: id,
      keyId: id,
    })
    expect(await as('owner')).to.equal('dispatcher')
    expect(await as('member')).to.equal('member')
  })

  it('turns the unknown, the revoked and the expired away with the same words [AK-6]', async () => {
    for (const key of [{ revokedAt: noon }, { expiresAt: noon }])
      await expectRefusal('not_signed_in', keysWith(key).keys.identify(`flk_${random}`))
    await expectRefusal('not_signed_in', keysWith().keys.identify(`flk_${'B'.repeat(43)}`))
    await expectRefusal('not_signed_in', keysWith().keys.identify('flk_x'))
  })

  it('notes that a key is used once a minute at most [AK-7]', async () => {
    const notes = async (lastUsedAt: Date | null) => {
      const { keys, noted } = keysWith({ lastUsedAt })
      await keys.identify(`flk_${random}`)
      return noted.length
    }

    expect(await notes(null)).to.equal(1)
    expect(await notes(later(-60_000))).to.equal(1)
    expect(await notes(later(-59_000))).to.equal(0)
  })

  it('makes no key above its maker, and none that has ended already [AK-3] [AK-4]', async () => {
    const { keys } = keysWith()
    const make = (role: Role, from: object = {}) =>
      keys.create(member(role), { name: ' Till ', role: 'admin', ...from })

    await expectRefusal('forbidden', make('dispatcher'))
    await expectRefusal('validation_failed', make('admin', { expires_at: noon.toISOString() }))
    const { key, secret } = await make('admin')
    expect(secret).to.equal(`flk_${random}`)
    expect(key).to.include({ name: 'Till', role: 'admin', prefix: 'flk_AAAAAA' })
  })
})
