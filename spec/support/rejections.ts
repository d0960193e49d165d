/**
 * A promise that is refused and that nobody waits for makes the spec fail that runs. Mocha by itself only passes such a
 * refusal on to whoever else listens to the process, and it is lost where nobody does.
 */
process.on('unhandledRejection', (reason) => {
  throw reason
})
