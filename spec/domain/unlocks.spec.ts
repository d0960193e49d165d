import { expect } from 'chai'
import { Problem } from '../../domain/problem.ts'
import { newLink, type ShareType } from '../../domain/share-links/link.ts'
import { createUnlocks } from '../../domain/share-links/unlocks.ts'
import type { FoundLink } from '../../domain/share-links/visits.ts'

/** A link as its door finds it, and passwords that count what a real hash would have cost. */
const aDoor = (shareType: ShareType, passwordHash: string | null, refusal?: Problem) => {
  const tried: string[] = []
  const link = newLink({
    id: crypto.randomUUID(),
    tenantId: 1,
    face: 'core',
    resource: { kind: 'vehicle', id: '1' },
    shareType,
    createdBy: 1,
    createdAt: new Date(),
  })
  const resource = { kind: 'vehicle' as const, id: '1', ownerId: null, title: 'Van' }
  const found: FoundLink = { link, maker: { userId: 1, role: 'owner' }, passwordHash }
  const unlocks = createUnlocks({
    door: {
      async resolve() {
        if (refusal) throw refusal
        return { ...found, resource }
      },
    },
    passwords: {
      async verify(hash, password) {
        tried.push(password)
        return hash === `hash of ${password}`
      },
      async spendTime(password) {
        tried.push(password)
      },
    },
  })
  return { unlocks, tried, isPassword: (given: string) => unlocks.isPassword({ ref: link.id }, given) }
}

describe('a try at a password', () => {
  it('costs one hash, whether the link has a password or not, is there or not, and ended or not [T-14]', async () => {
    for (const [name, { isPassword, tried }] of Object.entries({
      right: aDoor('protected', 'hash of sesame'),
      wrong: aDoor('protected', 'hash of another'),
      public: aDoor('public', null),
      private: aDoor('private', null),
      'was protected': aDoor('public', 'hash of sesame'),
      unknown: aDoor('protected', null, new Problem('not_found')),
      expired: aDoor('protected', null, new Problem('link_expired')),
      revoked: aDoor('protected', null, new Problem('link_revoked')),
    })) {
      const answer = await isPassword('sesame').catch(({ code }: Problem) => code)

      expect(tried, name).to.have.length(1)
      const refusals: Record<string, unknown> = {
        right: true,
        unknown: 'not_found',
        expired: 'link_expired',
        revoked: 'link_revoked',
      }
      expect(answer, name).to.equal(refusals[name] ?? false)
    }
    const { unlocks, tried } = aDoor('public', null)
    await unlocks.spendTime()
    expect(tried).to.have.length(1)
  })

  it('is the same however the letters were composed, and other letters are others [T-14]', async () => {
    const { isPassword, tried } = aDoor('protected', 'hash of caf\u00e9')

    const answers: boolean[] = []
    for (const given of ['caf\u00e9', 'cafe\u0301', 'cafe', 'caf\u00e9\0', 'x'.repeat(1_000_000)])
      answers.push(await isPassword(given))

    expect(answers).to.deep.equal([true, true, false, false, false])
    expect(tried).to.have.length(5)
  })
})
