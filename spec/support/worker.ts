import { readFileSync } from 'node:fs'
import Mocha from 'mocha'
import { stopDatabases } from './database.ts'
import { endLeftovers } from './leftovers.ts'
import './rejections.ts'
import Reporter, { tellTheEnd } from './reporter.ts'
import { stopServices } from './service.ts'

/** Asks its parent for one file of specs after the other. What they share is started once, and stopped after the last. */
const main = async (): Promise<void> => {
  const { timeout } = JSON.parse(readFileSync('.mocharc.json', 'utf8')) as { timeout: number }
  for (let file = await nextFile(); file !== undefined; file = await nextFile()) {
    const mocha = new Mocha({
      timeout,
      reporter: Reporter,
      reporterOptions: { isPart: true },
      forbidOnly: true,
    })
    mocha.addFile(file)
    await mocha.loadFilesAsync()
    const failures = await new Promise<number>((resolve) => mocha.run(resolve))
    if (failures > 0) process.exitCode = 1
    // Its runner listens to the process for as long as it is there, and those of all files would hear each other.
    mocha.dispose()
  }
  await stopServices()
  await endLeftovers()
  await stopDatabases()
  tellTheEnd()
  process.disconnect()
}

/** `undefined`: that was the last. */
const nextFile = (): Promise<string | undefined> =>
  new Promise((resolve) => {
    process.once('message', ({ file }: { file?: string }) => resolve(file))
    process.send?.({ wantsFile: true })
  })

await main()
