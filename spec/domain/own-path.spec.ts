import { expect } from 'chai'
import { chosenLanguage } from '../../domain/chosen-language.ts'
import { ownPath } from '../../domain/own-path.ts'

describe('a way back that somebody brings along', () => {
  it('is a path of our own, with all that is behind it [T-30]', () => {
    for (const path of ['/', '/share/abc/?item=2#top', '/#/assets/7?comment=a', '/a%20b'])
      expect(ownPath(path)).to.equal(path)
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
