import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const app = fileURLToPath(new URL('../../web/app/', import.meta.url))

/** Whoever has been on a page keeps its styles: on the next one they still hold. */
describe('styles of the members’ app', () => {
  const files = globSync('*/**/*.css', { cwd: app }).sort()

  it('dress a class in one feature only', () => {
    const owners = new Map<string, Set<string>>()
    for (const file of files)
      for (const [, name] of readFileSync(app + file, 'utf8').matchAll(/^\.([a-z][\w-]*)(?: \{|,)$/gm))
        owners.set(name!, (owners.get(name!) ?? new Set()).add(file.split('/')[0]!))

    expect(owners.size).to.be.above(300)
    expect([...owners].filter(([, features]) => features.size > 1)).to.deep.equal([])
  })

  it('dress nothing but classes, outside of the kit that all pages have', () => {
    const bare = files
      .filter((file) => !file.startsWith('ui/'))
      .flatMap((file) =>
        [...readFileSync(app + file, 'utf8').matchAll(/^[a-z[*][^{}.]*(?:\{|,)$/gm)].map(
          ([selector]) => `${file}: ${selector}`,
        ),
      )

    expect(bare).to.deep.equal([])
  })
})
