import { expect } from 'chai'
import type { Permissions } from '../../domain/share-links/link.ts'
import { ApplyLinkPolicy, ChangeLinkPolicy } from '../../domain/share-links/policy-schema.ts'
import {
  assertAllowed,
  changedPolicy,
  defaultEnd,
  type Judged,
  type LinkPolicy,
  mended,
  usualPolicy,
  violationsOf,
} from '../../domain/share-links/share-policy.ts'
import { parser } from '../../domain/validate.ts'
import { expectRefusal, faultyFields } from '../support/refusals.ts'

const noon = new Date('2030-06-01T12:00:00Z')
const hoursAfter = (hours: number) => new Date(noon.getTime() + hours * 3_600_000)
const all: Permissions = { preview: true, download: true, comment: true, collaborate: true }

const aPolicy = (from: Partial<LinkPolicy> = {}): LinkPolicy => ({ ...usualPolicy, ...from })
const aLink = (from: Partial<Judged> = {}): Judged => ({
  shareType: 'public',
  permissions: all,
  startsAt: null,
  expiresAt: null,
  ...from,
})
const fields = (policy: LinkPolicy, link: Judged) =>
  violationsOf(policy, link, noon).map(({ field }) => field)

describe('the policy of an organization for links', () => {
  it('allows everything at first, and lets a link last a week whose maker does not say [SL-40]', () => {
    expect(violationsOf(usualPolicy, aLink(), noon)).to.deep.equal([])
    expect(defaultEnd(usualPolicy, aLink(), noon)).to.deep.equal(hoursAfter(168))
    expect(defaultEnd(aPolicy({ defaultHours: null }), aLink(), noon)).to.equal(null)
  })

  it('never presets more than it allows [SL-40]', () => {
    expect(defaultEnd(aPolicy({ longestHours: 24 }), aLink(), noon)).to.deep.equal(hoursAfter(24))
    const unset = aPolicy({ defaultHours: null, longestHours: 24 })
    expect(defaultEnd(unset, aLink(), noon)).to.deep.equal(hoursAfter(24))
  })

  it('counts the life of a link from when it opens [SL-41]', () => {
    const policy = aPolicy({ longestHours: 2, defaultHours: 1 })
    const startsAt = hoursAfter(10)

    expect(defaultEnd(policy, { startsAt }, noon)).to.deep.equal(hoursAfter(11))
    expect(fields(policy, aLink({ startsAt, expiresAt: hoursAfter(12) }))).to.deep.equal([])
    expect(fields(policy, aLink({ startsAt, expiresAt: hoursAfter(12.1) }))).to.deep.equal(['expires_at'])
    expect(fields(policy, aLink({ expiresAt: hoursAfter(2) }))).to.deep.equal([])
    expect(fields(policy, aLink({ expiresAt: hoursAfter(2.1) }))).to.deep.equal(['expires_at'])
    expect(fields(policy, aLink({ expiresAt: null }))).to.deep.equal(['expires_at'])
  })

  it('names everything that it has against a link, by the fields that would mend it [SL-41]', async () => {
    const policy = aPolicy({
      longestHours: 1,
      allowedTypes: ['private', 'protected'],
      allowedRights: { ...all, download: false, collaborate: false },
    })

    const wrong = ['share_type', 'expires_at', 'allow_download', 'allow_collaboration']
    expect(fields(policy, aLink())).to.deep.equal(wrong)
    expect(await faultyFields(() => assertAllowed(policy, aLink(), noon))).to.deep.equal(wrong)
    await expectRefusal('policy_violated', () => assertAllowed(policy, aLink(), noon))
    assertAllowed(policy, aLink(), noon, (field) => field === 'allow_preview') // a change of nothing that is wrong
    expect(fields(aPolicy({ passwordRequired: true }), aLink())).to.deep.equal(['password'])
    expect(fields(aPolicy({ passwordRequired: true }), aLink({ shareType: 'protected' }))).to.deep.equal([])
  })

  it('mends what only lasts too long or gives too much, and ends what is too open [SL-43]', () => {
    const policy = aPolicy({ longestHours: 2, allowedRights: { ...all, download: false } })

    expect(mended(policy, aLink(), noon)).to.deep.equal({
      outcome: 'adjusted',
      expiresAt: hoursAfter(2),
      permissions: { ...all, download: false },
    })
    const short = aLink({ expiresAt: hoursAfter(1) })
    expect(mended(policy, short, noon)).to.deep.include({ expiresAt: hoursAfter(1) })
    expect(mended(aPolicy({ passwordRequired: true }), short, noon)).to.deep.equal({ outcome: 'revoked' })
    expect(mended(aPolicy({ allowedTypes: ['private'] }), short, noon)).to.deep.equal({ outcome: 'revoked' })
  })

  it('leaves nothing to mend in what it has mended [SL-43]', () => {
    const policy = aPolicy({ longestHours: 2, allowedRights: { ...all, comment: false } })
    for (const expiresAt of [null, hoursAfter(1), hoursAfter(2), hoursAfter(999)]) {
      const fate = mended(policy, aLink({ expiresAt }), noon)
      expect(fate.outcome === 'adjusted' && fields(policy, aLink(fate))).to.deep.equal([])
    }
  })

  it('is changed bit by bit, and into nothing that no link could keep [SL-42]', async () => {
    const changed = changedPolicy(usualPolicy, { longest_hours: 48, allowed_rights: { download: false } })

    expect(changed).to.deep.equal({
      ...usualPolicy,
      longestHours: 48,
      allowedRights: { ...all, download: false },
    })
    expect(changedPolicy(changed, { longest_hours: null }).longestHours).to.equal(null)
    const impossible = { password_required: true, allowed_types: ['public' as const] }
    expect(await faultyFields(() => changedPolicy(usualPolicy, impossible, 'links.'))).to.deep.equal([
      'links.allowed_types',
    ])
  })

  it('is asked for in well-formed requests only [SL-42] [T-55]', async () => {
    for (const body of [
      {},
      { default_hours: 0 },
      { longest_hours: -1 },
      { longest_hours: '24' },
      { allowed_types: [] },
      { allowed_types: ['secret'] },
      { allowed_types: ['public', 'public'] },
      { allowed_rights: { fly: true } },
      { surprise: 1 },
    ])
      for (const schema of [ChangeLinkPolicy, ApplyLinkPolicy])
        expect(
          (await faultyFields(() => parser(schema)(body))).length,
          JSON.stringify(body),
        ).to.be.greaterThan(0)
    expect(parser(ApplyLinkPolicy)({ longest_hours: 1, apply_to_existing: true })).to.include({
      longest_hours: 1,
    })
  })
})
