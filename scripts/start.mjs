import { existsSync } from 'node:fs'
import { inRoot, root } from './lib/paths.mjs'
import { runScript, setUp } from './setup/index.mjs'

process.chdir(root)
if (existsSync('.env')) process.loadEnvFile()
process.env.NODE_ENV = 'production'

await runScript(async () => {
  await setUp()
  process.setSourceMapsEnabled(true)
  // In this process, so that signals reach the server itself and its exit code is ours.
  await import(inRoot('build', 'server', 'index.mjs'))
})
