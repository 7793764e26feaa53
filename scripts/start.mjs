import { existsSync } from 'node:fs'
import { holdDataFolder } from './lib/data-folder.mjs'
import { inRoot, root } from './lib/paths.mjs'
import { supervise } from './lib/supervise.mjs'
import { runScript, setUp } from './setup/index.mjs'

process.chdir(root)
if (existsSync('.env')) process.loadEnvFile()
process.env.NODE_ENV = 'production'

await runScript(async () => {
  const letGo = holdDataFolder(process.env)
  await setUp()
  letGo()
  const server = inRoot('build', 'server', 'index.mjs')
  const args = [...process.execArgv, '--enable-source-maps', server]
  // Whoever names a ROLE wants that process alone.
  process.exitCode = await supervise(args, { worker: !process.env.ROLE })
})
