#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { inRoot } from './lib/paths.mjs'
import { StepError } from './lib/report.mjs'
import { ensureBundles } from './setup/bundles.mjs'
import { checkNodeVersion } from './setup/node-version.mjs'
import { runScript } from './setup/index.mjs'

// Paths on the command line are relative to where the user stands, so this script does not change the folder.
await runScript(async () => {
  checkNodeVersion()
  const bundle = inRoot('build', 'cli', 'index.mjs')
  if (!existsSync(inRoot('node_modules', 'esbuild')) && !existsSync(bundle)) {
    throw new StepError('Segue is not set up yet: run npm start (or npm run setup) once, then try again.')
  }
  // An installed copy comes built and without the sources.
  if (existsSync(inRoot('scripts', 'segue', 'index.ts'))) await ensureBundles()
  if (existsSync(inRoot('.env'))) process.loadEnvFile(inRoot('.env'))
  process.setSourceMapsEnabled(true)
  await import(bundle)
})
