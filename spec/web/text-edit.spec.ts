import { expect } from 'chai'
import * as Y from 'yjs'
import { editAfter, editBetween, movedBy, type TextDelta, type TextEdit } from '../../web/collab/text-edit.ts'
import { randomOf } from '../support/random.ts'

const applied = (text: string, { at, removed, inserted }: TextEdit) =>
  text.slice(0, at) + inserted + text.slice(at + removed)

describe('the change between two texts', () => {
  it('is nothing where they are the same', () => {
    expect(editBetween('same', 'same')).to.equal(undefined)
  })

  it('is as small as it can be [ND-2]', () => {
    expect(editBetween('one three', 'one two three', 8)).to.deep.equal({
      at: 4,
      removed: 0,
      inserted: 'two ',
    })
    expect(editBetween('one two three', 'one three', 4)).to.deep.equal({ at: 4, removed: 4, inserted: '' })
    expect(editBetween('colour', 'color', 4)).to.deep.equal({ at: 4, removed: 1, inserted: '' })
    expect(editBetween('abcdef', 'Xabcdef', 7)).to.deep.equal({ at: 0, removed: 0, inserted: 'X' })
    expect(editBetween('', 'all', 3)).to.deep.equal({ at: 0, removed: 0, inserted: 'all' })
    expect(editBetween('all', '', 0)).to.deep.equal({ at: 0, removed: 3, inserted: '' })
  })

  it('stands at the caret where letters repeat [ND-2]', () => {
    expect(editBetween('aaa', 'aaaa', 1)).to.deep.equal({ at: 0, removed: 0, inserted: 'a' })
    expect(editBetween('aaa', 'aaaa', 3)).to.deep.equal({ at: 2, removed: 0, inserted: 'a' })
    expect(editBetween('aaa', 'aa', 1)).to.deep.equal({ at: 1, removed: 1, inserted: '' })
  })

  it('cuts no character in two [ND-2]', () => {
    const [grin, wink] = ['😀', '😉'] // the same first half
    expect(editBetween(`a${grin}b`, `a${wink}b`, 3)).to.deep.equal({ at: 1, removed: 2, inserted: wink })
    const [clef, egg] = ['\u{1d11e}', '\u{2f91e}'] // the same second half
    expect(editBetween(clef, egg, 2)).to.deep.equal({ at: 0, removed: 2, inserted: egg })
    expect(editBetween(grin, `${grin}${wink}`, 4)).to.deep.equal({ at: 2, removed: 0, inserted: wink })
  })

  it('makes one text of the other, whatever they are and wherever the caret is', () => {
    const random = randomOf(7)
    const text = () =>
      Array.from({ length: random.below(7) }, () => random.one(['a', 'b', '😀', '😉'])).join('')
    for (let i = 0; i < 3_000; i++) {
      const [before, after] = [text(), text()]
      const edit = editBetween(before, after, random.below(after.length + 1))
      expect(edit ? applied(before, edit) : before, `${before} → ${after}`).to.equal(after)
    }
  })
})

describe('a place in a text that others change', () => {
  it('goes along with what is written and taken away before it', () => {
    expect(movedBy([{ insert: 'xx' }], 3, 'left')).to.equal(5)
    expect(movedBy([{ retain: 1 }, { delete: 1 }], 3, 'left')).to.equal(2)
    expect(movedBy([{ retain: 4 }, { insert: 'xx' }], 3, 'right')).to.equal(3)
    expect(movedBy([{ delete: 9 }], 3, 'left')).to.equal(0)
    expect(movedBy([{ retain: 3 }, { insert: 'xx' }], 3, 'left')).to.equal(3)
    expect(movedBy([{ retain: 3 }, { insert: 'xx' }], 3, 'right')).to.equal(5)
  })

  it('is where Yjs finds it again [ND-2]', () => {
    const random = randomOf(11)
    for (let i = 0; i < 500; i++) {
      const doc = new Y.Doc()
      const text = doc.getText('notes')
      text.insert(0, 'abcdefgh')
      const place = random.below(9)
      const relative = Y.createRelativePositionFromTypeIndex(text, place, 0)
      let moved = place
      text.observe(({ delta }) => {
        moved = movedBy(delta as TextDelta, moved, 'right')
      })
      for (let step = 0; step < 4; step++) {
        const at = random.below(text.length + 1)
        if (random.chance(0.5)) text.insert(at, 'xyz'.slice(random.below(3)))
        else if (at < text.length && at !== moved) text.delete(at, 1) // the letter it stands before stays
      }
      const found = Y.createAbsolutePositionFromRelativePosition(relative, doc)!.index
      if (place < 8) expect(moved).to.equal(found)
      doc.destroy()
    }
  })

  it('keeps an edit where it was meant, and what others wrote around it [ND-2]', () => {
    const edit: TextEdit = { at: 4, removed: 3, inserted: 'TWO' } // in "one two three"
    const others: TextDelta[] = [[{ insert: '0 ' }], [{ retain: 9 }, { insert: '!' }]]

    expect(applied('0 one two! three', editAfter(edit, others))).to.equal('0 one TWO! three')
  })
})
