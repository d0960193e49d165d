import { expect } from 'chai'
import { chosenLanguage } from '../../domain/chosen-language.ts'
import { ownPath } from '../../domain/own-path.ts'

describe('a way back that somebody brings along', () => {
  it('is a path of our own, with all that is behind it [T-30]', () => {
    for (const path of ['/', '/share/abc/?item=2#top', '/#/assets/7?comment=a', '/a%20b'])
      expect(ownPath(path)).to.equal(path)
  })

  it('stays where it is, in letters that a header can hold [T-30] [T-44]', () => {
    expect(ownPath('/é/日本?q=ü#𝄞')).to.equal('/%C3%A9/%E6%97%A5%E6%9C%AC?q=%C3%BC#%F0%9D%84%9E')
    expect(ownPath('/\ud800')).to.equal('/%EF%BF%BD')
    expect(ownPath('/.//evil.example')).to.equal('/.//evil.example') // a browser finds this below our own host
  })

  it('is none where a browser could read another site [T-30]', () => {
    for (const path of [
      ...['', 'share/abc', '//evil.example', '/\\evil.example', '/\t/evil.example', '/\n/evil.example'],
      ...['https://evil.example/', 'javascript:alert(1)', '/a\\b', '/a b', `/${'a'.repeat(2000)}`],
    ])
      expect(ownPath(path), JSON.stringify(path)).to.equal(undefined)
    expect(ownPath(undefined)).to.equal(undefined)
    expect(ownPath(null)).to.equal(undefined)
  })
})

describe('the language that a person has chosen', () => {
  it('is one of ours, in the cookie that says so and no other', () => {
    expect(chosenLanguage('a=1; fleeting_lang=pt-BR; b=es')).to.equal('pt-BR')
    expect(chosenLanguage('fleeting_lang=es')).to.equal('es')
    for (const cookies of [undefined, '', 'fleeting_lang=fr', 'xfleeting_lang=es', 'fleeting_lang=__proto__'])
      expect(chosenLanguage(cookies)).to.equal(undefined)
  })
})
