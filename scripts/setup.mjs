import { runScript, setUp } from './setup/index.mjs'

// With --tests also what only the tests need.
const tests = process.argv.includes('--tests')
await runScript(() => setUp({ services: tests, browser: tests }))
