import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Progress } from './reporter.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))
const quiet = "it('is so', () => {})"
const leavesOne = `
  it('leaves a promise behind', async () => {
    Promise.reject(new Error('nobody waited for this'))
    await new Promise((resolve) => setTimeout(resolve, 50))
  })
  it('goes on', () => {})`

describe('a process that runs specs', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleeting-worker-'))
  })
  after(() => rm(folder, { recursive: true }))

  /** What it told last, having run these files one after the other. */
  const run = async (files: readonly string[]): Promise<Progress> => {
    const paths = await Promise.all(
      files.map(async (text, i) => {
        const path = join(folder, `${i}.mjs`)
        await writeFile(path, text)
        return path
      }),
    )
    const child = fork(worker, { stdio: 'ignore', timeout: 25_000, killSignal: 'SIGKILL' })
    let told: Progress | undefined
    child.on('message', (message: Progress | { wantsFile: true }) => {
      if ('wantsFile' in message) child.send({ file: paths.shift() })
      else told = message
    })
    await once(child, 'exit')
    return told!
  }

  it('says what passed, in however many files', async () => {
    expect(await run([quiet, quiet])).to.deep.equal({
      passed: 2,
      failed: 0,
      failures: [],
      skipped: [],
      done: true,
    })
  })

  it('fails the spec during which a promise was refused that nobody waits for, and goes on', async () => {
    // Where each file left a listener behind, a dozen of them would pass the refusal on for longer than a run may take.
    const told = await run([...Array(12).fill(quiet), leavesOne])
    expect(told).to.deep.include({ passed: 13, failed: 1, done: true })
    expect(told.failures.join()).to.match(/leaves a promise behind.*nobody waited for this/s)
  })
})
