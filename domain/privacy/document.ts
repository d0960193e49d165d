/**
 * One JSON document, written while it is read: first what is known at once, then each list as its portions arrive.
 * Nothing is held but the portion at hand.
 */
export async function* writeDocument(
  facts: Readonly<Record<string, unknown>>,
  lists: Readonly<Record<string, AsyncIterable<readonly unknown[]>>>,
): AsyncGenerator<string> {
  yield JSON.stringify(facts).slice(0, -1)
  for (const [name, portions] of Object.entries(lists)) {
    yield `,${JSON.stringify(name)}:[`
    let separator = ''
    for await (const portion of portions) {
      if (portion.length === 0) continue
      yield separator + portion.map((entry) => JSON.stringify(entry)).join(',')
      separator = ','
    }
    yield ']'
  }
  yield '}'
}

/** A list that is left out. */
export const nothing: AsyncIterable<readonly never[]> = {
  async *[Symbol.asyncIterator]() {},
}
