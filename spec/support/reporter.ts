import Mocha, { type MochaOptions, type Runner, type Test } from 'mocha'

/** How far a run has come, as its parent hears it after every spec. */
export interface Progress {
  readonly passed: number
  readonly failed: number
  /** What each failed spec said, with its title: the run ends with all of them, however much was printed between. */
  readonly failures: readonly string[]
  readonly skipped: readonly string[]
  readonly done: boolean
}

export const closingLine = (passed: number, failed: number) => `${passed} passed, ${failed} failed`

const longestFailure = 1_500

/** Of this process, however many runs it makes. */
const count = { passed: 0, failed: 0 }
const skipped: string[] = []
const failures: string[] = []
const tell = (done: boolean) => process.send?.({ ...count, failures, skipped, done } satisfies Progress)

/** Mocha's own report, and a closing line. A skipped spec counts as failed: nobody notices one otherwise. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Runner, options?: MochaOptions) {
    super(runner, options)
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Mocha.Runner.constants

    runner.on(EVENT_TEST_PASS, () => {
      count.passed++
      tell(false)
    })
    runner.on(EVENT_TEST_FAIL, (test: Test, error: Error) => {
      count.failed++
      failures.push(`${test.fullTitle()}\n${error.stack ?? error.message}`.slice(0, longestFailure))
      tell(false)
    })
    runner.on(EVENT_TEST_PENDING, (test: Test) => {
      skipped.push(test.fullTitle())
      tell(false)
    })
    if (!options?.reporterOptions?.isPart) runner.once(EVENT_RUN_END, tellTheEnd)
  }
}

/** Whoever started this process waits for it to end from now on, and not for long. */
export const tellTheEnd = (): void => {
  tell(true)
  if (!process.send) console.log(closingLine(count.passed, count.failed + skipped.length))
  setTimeout(nameWhatIsOpen, 5_000).unref()
}

/** As long as a parent would wait for it. */
const secondsToEnd = 10

/** Runs only where something keeps the process from ending. Without a parent who ends it, it ends itself. */
const nameWhatIsOpen = () => {
  const open = process.getActiveResourcesInfo().filter((kind) => kind !== 'TTYWrap')
  console.error(`\nThe specs are done, yet something is still open: ${open.join(', ')}`)
  if (!process.send) setTimeout(() => process.exit(1), secondsToEnd * 1_000).unref()
}
