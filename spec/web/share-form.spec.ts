import { expect } from 'chai'
import type { LinkPolicyView } from '../../domain/share-links/policy-schema.ts'
import { filtersIn, hrefFor, pathFor } from '../../web/app/links/filters.ts'
import { freshDraft, requestOf, slugFrom } from '../../web/app/share/draft.ts'
import { durationsFor } from '../../web/app/share/durations.ts'
import { changesOf } from '../../web/app/share/edit-draft.ts'
import { putOff, standingOf, type Told } from '../../web/app/share/link-state.ts'
import { suggestedPassword } from '../../web/app/share/password.ts'
import { joined, recipientsIn } from '../../web/app/share/recipients.ts'

const noon = Date.parse('2030-06-01T12:00:00Z')
const zone = 'Europe/Lisbon'
const policy: LinkPolicyView = {
  default_hours: 168,
  longest_hours: null,
  password_required: false,
  allowed_types: ['public', 'private', 'protected'],
  allowed_rights: { preview: true, download: true, comment: true, collaborate: true },
}
const file = { type: 'asset', id: '7', name: 'Plan' } as const
const van = { type: 'vehicle', id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479', name: 'Van' } as const
const fresh = (of: typeof file | typeof van = file, rules = policy) =>
  freshDraft(rules, of, zone, noon, () => 'k7m-4tz-9xh')

describe('a new link’s form', () => {
  it('offers the lengths that the policy leaves, and presets one of them [LP-2]', () => {
    expect(durationsFor(policy, false)).to.deep.include({ chosen: 7 * 1440, mayBeEndless: true })
    expect(durationsFor(policy, true)).to.deep.include({ chosen: 60, mayBeEndless: false })
    expect(durationsFor({ default_hours: null, longest_hours: null }, false).chosen).to.equal('never')
    expect(durationsFor({ default_hours: 5, longest_hours: 6 }, false)).to.deep.equal({
      minutes: [10, 30, 60, 120, 300],
      mayBeEndless: false,
      chosen: 300,
    })
  })

  it('asks for the least where nothing is touched, by the service’s clock [LP-3]', () => {
    expect(requestOf(fresh(van), van, zone)).to.deep.equal({
      resource_type: 'vehicle',
      resource_id: van.id,
      share_type: 'public',
      expires_in_hours: 1,
      allow_preview: true,
      allow_download: false,
      allow_comments: false,
      allow_collaboration: false,
      trail_minutes: 10,
    })
    expect(requestOf({ ...fresh(), length: 'never' }, file, zone)).to.deep.include({
      resource_id: 7,
      expires_at: null,
    })
  })

  it('counts from a later beginning, in the organization’s zone [LP-3]', () => {
    const draft = { ...fresh(), isLater: true, startsAt: '2030-06-02T09:00', length: 60 }
    expect(requestOf(draft, file, zone)).to.deep.include({
      starts_at: '2030-06-02T08:00:00.000Z',
      expires_at: '2030-06-02T09:00:00.000Z',
    })
  })

  it('suggests a password where one is required [LP-4]', () => {
    expect(fresh(file, { ...policy, password_required: true })).to.deep.include({
      type: 'protected',
      password: 'k7m-4tz-9xh',
    })
    expect(fresh(file, { ...policy, allowed_types: ['private'] }).type).to.equal('private')
    expect(suggestedPassword()).to.match(/^([b-df-hj-np-tv-xz2-9]{3}-){2}[b-df-hj-np-tv-xz2-9]{3}$/)
    expect(suggestedPassword()).to.not.equal(suggestedPassword())
  })

  it('reads recipients as they are pasted [LP-5]', () => {
    expect(
      recipientsIn('Ana <ana@example.org>, bo.silva@example.org;\n"Reis, Caio" <caio@x.org>\nDora'),
    ).to.deep.equal([
      { name: 'Ana', email: 'ana@example.org' },
      { name: 'bo silva', email: 'bo.silva@example.org' },
      { name: 'Reis, Caio', email: 'caio@x.org' },
      { name: 'Dora', email: null },
    ])
    expect(recipientsIn(' ,;\n ')).to.deep.equal([])
    const [ana] = recipientsIn('ana@example.org')
    expect(joined([ana!], recipientsIn('Ana Reis <ANA@example.org>'))).to.have.length(1)
  })

  it('makes an address of a title', () => {
    expect(slugFrom('Fotos da Praça, 2ª vez!')).to.equal('fotos-da-praca-2a-vez')
    expect(slugFrom('…')).to.equal('')
  })
})

describe('a link that is there', () => {
  const link = (from: Partial<Told> = {}): Told => ({
    status: 'active',
    is_active: true,
    starts_at: null,
    expires_at: '2030-06-01T13:00:00.000Z',
    revoked_at: null,
    max_views: null,
    counts: { views: 3, downloads: 0, visitors: 1, last_accessed_at: null },
    ...from,
  })

  it('says by the clock how it stands [LP-11]', () => {
    expect(standingOf(link(), noon)).to.equal('active')
    expect(standingOf(link(), noon + 3_600_000)).to.equal('ended')
    expect(standingOf(link({ starts_at: '2030-06-01T12:00:01Z', status: 'scheduled' }), noon)).to.equal(
      'starts',
    )
    expect(standingOf(link({ max_views: 3, is_active: false }), noon)).to.equal('usedUp')
    expect(standingOf(link({ is_active: false }), noon)).to.equal('locked')
    expect(standingOf(link({ revoked_at: '2030-06-01T11:00:00Z' }), noon + 9e6)).to.equal('revoked')
  })

  it('gets more time from its end, or from now where that has passed [LP-12]', () => {
    const hour = 3_600_000
    expect(putOff(link() as { expires_at: string }, hour, noon)).to.equal('2030-06-01T14:00:00.000Z')
    expect(putOff({ expires_at: '2030-05-01T00:00:00Z' }, hour, noon)).to.equal('2030-06-01T13:00:00.000Z')
    expect(putOff({ expires_at: null }, hour, noon)).to.equal(undefined)
  })

  it('is changed in what was touched and in nothing else [LP-13]', () => {
    const before = fresh()
    expect(changesOf(before, { ...before }, zone)).to.equal(null)
    const permissions = { ...before.permissions, download: true }
    expect(
      changesOf(before, { ...before, title: ' Plan B ', maxViews: '5', permissions }, zone),
    ).to.deep.equal({
      title: 'Plan B',
      max_views: 5,
      allow_download: true,
    })
  })
})

describe('the filters of the list of links [LP-15]', () => {
  it('stand in the address, and mean what the service knows', () => {
    const filters = filtersIn(new URLSearchParams('search=caf%C3%A9&kind=album&status=nonsense&sort=expires'))
    expect(hrefFor(filters)).to.equal('#/links?search=caf%C3%A9&kind=album&sort=expires')
    expect(pathFor(filters, true)).to.equal(
      '/api/v3/shares?sort=expires&page_size=50&search=caf%C3%A9&resource_type=album&everyone=true',
    )
    expect(pathFor({ ...filters, whose: 'mine' }, true)).to.not.contain('everyone')
  })
})
