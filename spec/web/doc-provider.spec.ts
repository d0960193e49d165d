import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import {
  createDocumentClient,
  createDocumentNode,
  type DocumentNode,
  fairWeather,
} from '../gateway/a-shared-document.ts'
import { memoryDocuments } from '../support/memory-documents.ts'

const session = { tenantId: 1, sessionId: '33333333-3333-4333-8333-333333333333' }
const [ana, ben] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const
const user = (id: string) => ({ id, name: 'Ana', color: '#0072b2' })

const twoNodes = () => {
  const { store, lastSeqs } = memoryDocuments()
  const nodes: DocumentNode[] = []
  const ports = { documentsOf: () => store, lastSeqs, report: (error: unknown) => expect.fail(String(error)) }
  const make = () => createDocumentNode(session, ports, nodes)
  return [make(), make()] as const
}

const settle = async () => {
  for (let i = 0; i < 40; i++) await turn()
}

describe('the browser’s side of the shared document', () => {
  it('sends what was written while it was away, once it is back [SD-1]', async () => {
    const [here, there] = twoNodes()
    const [one, other] = [createDocumentClient(fairWeather, ana), createDocumentClient(fairWeather, ben)]
    one.connect(here)
    other.connect(there)
    await settle()
    one.disconnect()
    one.doc.getText('notes').insert(0, 'offline')
    expect(one.provider.isSaved()).to.equal(false)

    one.connect(there)
    await settle()

    expect(one.provider.isSaved()).to.equal(true)
    expect(other.doc.getText('notes').toString()).to.equal('offline')
    for (const client of [one, other]) client.destroy()
  })

  it('brings along what the document held before [SD-1]', async () => {
    const [node] = twoNodes()
    const [one, other] = [createDocumentClient(fairWeather, ana), createDocumentClient(fairWeather, ben)]
    one.doc.getMap('board').set('title', 'Before')
    one.connect(node)
    other.connect(node)
    await settle()

    expect(other.doc.getMap('board').get('title')).to.equal('Before')
    for (const client of [one, other]) client.destroy()
  })

  it('says when a change was refused for good, and sends nothing more [SD-6]', async () => {
    const [node] = twoNodes()
    const [one, other] = [createDocumentClient(fairWeather, ana), createDocumentClient(fairWeather, ben)]
    one.connect(node)
    other.connect(node)
    await settle()

    one.doc.getArray('drawings').push([Number.NaN])
    one.doc.getText('notes').insert(0, 'after it')
    await settle()

    expect(one.diverged).to.deep.equal(['update_refused'])
    expect(other.doc.getText('notes').toString()).to.equal('')
    for (const client of [one, other]) client.destroy()
  })

  it('shows the carets of others, and takes them away with them [SD-14] [SD-16]', async () => {
    const [here, there] = twoNodes()
    const [one, other] = [createDocumentClient(fairWeather, ana), createDocumentClient(fairWeather, ben)]
    one.connect(here)
    other.connect(there)
    one.provider.awareness.setLocalStateField('caret', 3)
    await settle()
    const seen = other.provider.awareness.getStates().get(one.doc.clientID)

    one.disconnect()
    await settle()

    expect(seen).to.deep.equal({ caret: 3, user: user(ana) })
    expect(other.provider.awareness.getStates().has(one.doc.clientID)).to.equal(false)
    for (const client of [one, other]) client.destroy()
  })
})
