import { expect } from 'chai'
import fc from 'fast-check'
import { isInlineType } from '../../domain/assets/asset.ts'
import { displayName, titleOf, withEnding } from '../../domain/assets/names.ts'
import { maySee } from '../../domain/assets/policy.ts'

describe('the name of a file', () => {
  for (const [given, shown] of [
    ['photo.jpg', 'photo.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\photo.jpg', 'photo.jpg'],
    ['/', 'file'],
    ['', 'file'],
    [undefined, 'file'],
    ['..', 'file'],
    ['.env', '.env'],
    ['a\u0000b\r\nc.txt', 'abc.txt'],
    ['gpj.\u202eexe', 'gpj.exe'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['lpt1.tar.gz', '_lpt1.tar.gz'],
    ['what?*.txt', 'what__.txt'],
    ['trailing. . ', 'trailing'],
    ['Cafe\u0301.md', 'Caf\u00e9.md'],
  ] as const)
    it(`is ${JSON.stringify(shown)} for ${JSON.stringify(given)} [T-33] [T-44]`, () => {
      expect(displayName(given)).to.equal(shown)
    })

  it('has at most 255 bytes, keeps its ending, and splits no character [T-33]', () => {
    const name = displayName(`${'ü🚌'.repeat(200)}.jpeg`)

    expect(Buffer.byteLength(name)).to.be.within(240, 255)
    expect(name.endsWith('.jpeg')).to.equal(true)
    expect(name.isWellFormed()).to.equal(true)
  })

  it('is safe for whatever is given, and stays as it is once it is [T-33]', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = displayName(given)
        expect(name).to.match(/^[^/\\<>:"|?*\p{Cc}\p{Cf}]+$/u)
        expect(Buffer.byteLength(name)).to.be.within(1, 255)
        expect(displayName(name)).to.equal(name)
      }),
    )
  })

  it('without its ending is a title, and with another the name of a picture of it', () => {
    expect([titleOf('My trip.tar.gz'), titleOf('.env'), titleOf('x'.repeat(300))]).to.deep.equal([
      'My trip.tar',
      '.env',
      'x'.repeat(200),
    ])
    expect(withEnding('a.heic', 'webp')).to.equal('a.webp')
  })
})

describe('an asset', () => {
  it('is its owner’s and the admins’', () => {
    const member = { userId: 1, tenantId: 1, familyId: '', role: 'member' } as const

    expect(maySee(member, { ownerId: 1 })).to.equal(true)
    expect(maySee(member, { ownerId: 2 })).to.equal(false)
    expect(maySee(member, { ownerId: null })).to.equal(false)
    expect(maySee({ ...member, role: 'dispatcher' }, { ownerId: 2 })).to.equal(false)
    expect(maySee({ ...member, role: 'admin' }, { ownerId: 2 })).to.equal(true)
  })

  it('is shown by browsers in a few types only, whatever they say of their letters [T-36]', () => {
    for (const type of [
      'image/png',
      'video/mp4',
      'application/pdf',
      'text/plain; charset=windows-1252',
      'text/vtt',
    ])
      expect(isInlineType(type), type).to.equal(true)
    for (const type of ['image/svg+xml', 'text/html', 'application/xhtml+xml', 'text/xml', 'image/png+x', ''])
      expect(isInlineType(type), type).to.equal(false)
  })
})
