import { expect } from 'chai'
import { homeOf } from '../../web/sdk/home.ts'

describe('where the SDK finds its service', () => {
  before(() => {
    Object.assign(globalThis, { location: new URL('https://blog.example/post') })
  })
  after(() => {
    Reflect.deleteProperty(globalThis, 'location')
  })

  it('is an address, of this site or another [SDK-6]', () => {
    expect(homeOf('https://share.example.org/')).to.equal('https://share.example.org')
    expect(homeOf('/fleeting/')).to.equal('https://blog.example/fleeting')
  })

  it('is nothing that a browser would run when a link to it is followed [SDK-6] [T-44]', () => {
    for (const url of [
      'javascript:alert(1)//',
      ' JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'blob:https://x/y',
    ])
      expect(() => homeOf(url), url).to.throw(TypeError)
  })
})
