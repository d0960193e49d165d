import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const steps = [
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '.'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
]

/** Every step runs even if one before it fails, so that one look shows everything. */
for (const { name, args } of steps) {
  const began = Date.now()
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const { status, error } = spawnSync(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (error) console.error(error.message)
  const passed = status === 0
  if (!passed) process.exitCode = 1
  console.log(`${name}: ${passed ? 'passed' : 'FAILED'} in ${((Date.now() - began) / 1000).toFixed(1)} s`)
}
